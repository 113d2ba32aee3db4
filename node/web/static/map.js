// The map that can be moved, in place of the picture that the server made, which does without. It asks this node alone:
// for the marks of the same question, wherever one looks, and for contours. Names are put in as text, never as markup.
// Inside somebody else's page (`data-whole`) it asks as nobody, its links open beside that page, and it takes the wheel and
// the finger only once it was pressed: whoever scrolls past is not held.
/* global L, topojson */
(() => {
  "use strict";
  const figure = document.querySelector(".map[data-records]");
  if (!figure || !window.L) return;
  const picture = figure.querySelector("svg");
  const said = figure.dataset;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const [west, south, east, north] = said.box.split(",").map(Number);
  const bounds = L.latLngBounds([south, west], [north, east]);
  const words = JSON.parse(said.words);

  const linked = (href, text, rel) => {
    const link = document.createElement("a");
    link.textContent = text;
    link.href = href;
    if (said.whole) link.target = "_blank";
    link.rel = said.whole ? `${rel} noopener`.trim() : rel;
    return link;
  };

  // What is said of one record, in a popup that may hold several.
  const told = (record, box) => {
    const abroad = new URL(record.url, location.href).origin !== location.origin;
    const link = linked(record.url, record.name || words.one, abroad ? "nofollow noopener noreferrer" : "");
    const title = document.createElement("p");
    title.className = "popup-title";
    title.append(link);
    box.append(title);
    const place = record.place && record.approximate ? `${record.place} (${words.about})` : record.place;
    for (const line of [record.kind_label, place]) {
      if (!line) continue;
      const text = document.createElement("p");
      text.textContent = line;
      box.append(text);
    }
  };

  // The page of the same question within a box.
  const within = (box) => {
    const asked = new URL(said.whole || location.href, location.href);
    asked.searchParams.delete("cursor");
    asked.searchParams.set("view", "map");
    const ends = [180, 85, 180, 85];
    asked.searchParams.set("bbox", box.map((edge, at) => Math.max(-ends[at], Math.min(ends[at], edge)).toFixed(4)));
    return asked.pathname + asked.search;
  };

  const many = (mark) => `${mark.count} ${words.records}`;

  const popup = (mark) => {
    const box = document.createElement("div");
    for (const record of mark.records || []) told(record, box);
    if (!mark.records) {
      const [west, south, east, north] = mark.bbox;
      box.append(linked(within([west - 0.0005, south - 0.0005, east + 0.0005, north + 0.0005]), many(mark), "nofollow"));
    }
    return box;
  };

  const icon = (count) => {
    const face = document.createElement("span");
    face.className = "face";
    if (count > 1) face.textContent = String(count);
    const size = count > 1 ? 44 : 26;
    return L.divIcon({ html: face, className: count > 1 ? "pin many-pin" : "pin", iconSize: [size, size] });
  };

  const named = (marker, name) => {
    marker.on("add", () => {
      const element = marker.getElement();
      if (element) {
        element.setAttribute("aria-label", name);
        element.title = name;
      }
    });
    return marker;
  };

  // A mark is what it stands for, named, or leads closer; where one comes no closer, to the list of it.
  const pinned = (mark, map) => {
    const [west, south, east, north] = mark.bbox;
    const name = mark.count === 1 && mark.records ? mark.records[0].name || words.one : many(mark);
    const marker = named(L.marker([mark.latitude, mark.longitude], { icon: icon(mark.count) }), name);
    if (mark.records) return marker.bindPopup(() => popup(mark));
    const closer = () => {
      const box = [[south, west], [north, east]];
      const before = map.getZoom();
      // Where the box is larger than the map already shows, a step closer still tells more apart.
      const zoom = Math.max(map.getBoundsZoom(box, false, L.point(40, 40)), before + 1);
      if (before < map.getMaxZoom()) map.setView(L.latLngBounds(box).getCenter(), Math.min(zoom, map.getMaxZoom()), { animate: !still });
      else L.popup().setLatLng(marker.getLatLng()).setContent(popup(mark)).openOn(map);
    };
    marker.on("click", closer);
    // Leaflet hears Enter on what has a popup alone.
    marker.on("keypress", ({ originalEvent: { key } }) => (key === "Enter" || key === " ") && closer());
    return marker;
  };

  // The marks of what is on the screen, and of a little around it; those that stay are left as they are.
  const pins = (map, holder) => {
    const group = L.layerGroup().addTo(map);
    let shown = new Map();
    let asking = null;
    const show = async () => {
      asking?.abort();
      asking = new AbortController();
      const box = map.getBounds().pad(0.25);
      const edges = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
      const ends = [180, 85, 180, 85];
      const address = new URL(said.records, location.href);
      address.searchParams.set("window", edges.map((edge, at) => Math.max(-ends[at], Math.min(ends[at], edge)).toFixed(5)));
      address.searchParams.set("zoom", Math.max(0, Math.min(18, Math.round(map.getZoom()))));
      const credentials = said.whole ? "omit" : "same-origin";
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal: asking.signal, credentials });
      if (!answer.ok) throw new Error(`pins: ${answer.status}`);
      const kept = new Map();
      for (const mark of (await answer.json()).marks) {
        const key = JSON.stringify(mark);
        kept.set(key, shown.get(key) || pinned(mark, map));
      }
      const focused = group.getLayers().some((each) => each.getElement() === document.activeElement);
      for (const [key, marker] of shown) if (!kept.has(key)) group.removeLayer(marker);
      for (const [key, marker] of kept) if (!shown.has(key)) group.addLayer(marker);
      shown = kept;
      // Who came here by keyboard goes on from the map.
      if (focused && !holder.contains(document.activeElement)) holder.focus({ preventScroll: true });
    };
    map.on("moveend", () => show().catch(() => {}));
    return show();
  };

  // What the server drew lies exactly below the pins: both are of the same projection.
  const laid = (map, pane, height, without) => {
    map.createPane(pane).style.zIndex = height;
    const copy = picture.cloneNode(true);
    copy.querySelectorAll(without).forEach((each) => each.remove());
    copy.removeAttribute("role");
    copy.removeAttribute("aria-label");
    copy.setAttribute("aria-hidden", "true");
    // No name twice on a page: the copies draw from paths of their own.
    for (const part of copy.querySelectorAll("defs [id]")) {
      for (const use of copy.querySelectorAll(`use[href="#${part.id}"]`)) use.setAttribute("href", `#${pane}-${part.id}`);
      part.id = `${pane}-${part.id}`;
    }
    L.svgOverlay(copy, bounds, { className: `map-${pane}`, pane }).addTo(map);
    return copy;
  };

  const names = (map) => {
    const copy = laid(map, "names", 450, "a, path, use, defs, rect");
    const wide = Number(picture.getAttribute("viewBox").split(" ")[2]);
    const keepSize = () => {
      const shown = map.latLngToLayerPoint(bounds.getSouthEast()).x - map.latLngToLayerPoint(bounds.getNorthWest()).x;
      const unit = wide / shown;
      for (const name of copy.querySelectorAll(".town-name")) {
        name.style.fontSize = `${13 * unit}px`;
        name.style.strokeWidth = `${3 * unit}px`;
      }
      for (const dot of copy.querySelectorAll(".town")) dot.setAttribute("r", String(2.5 * unit));
    };
    map.on("zoomend", keepSize);
    keepSize();
  };

  const contours = async (map, copy) => {
    if (!said.contours) return;
    map.createPane("contours").style.zIndex = 360;
    const answer = await fetch(said.contours, { credentials: said.whole ? "omit" : "same-origin" });
    if (!answer.ok) return;
    const found = await answer.json();
    const drawn = new Map([...copy.querySelectorAll("[data-slug]")].map((each) => [each.dataset.slug, each]));
    L.geoJSON(topojson.feature(found, found.objects.inside), {
      interactive: drawn.size > 0,
      pane: "contours",
      style: (feature) => {
        const area = drawn.get(String(feature.id));
        return { className: `contour ${area ? area.getAttribute("class") : "plain"}`, stroke: true };
      },
      onEachFeature: (feature, layer) => {
        const title = drawn.get(String(feature.id))?.querySelector("title");
        if (title) layer.bindTooltip(() => {
          const text = document.createElement("span");
          text.textContent = title.textContent;
          return text;
        }, { sticky: true });
      },
    }).addTo(map);
    copy.querySelectorAll(".area, .ground").forEach((each) => each.remove());
  };

  const here = (map) => {
    const link = figure.querySelector(".search-here");
    if (!link) return;
    map.on("moveend", () => {
      const box = map.getBounds();
      link.href = within([box.getWest(), box.getSouth(), box.getEast(), box.getNorth()]);
      link.closest("[hidden]")?.removeAttribute("hidden");
    });
  };

  const politely = (map) => {
    const finger = window.matchMedia("(pointer: coarse)").matches;
    const let_go = () => {
      map.scrollWheelZoom.disable();
      if (finger) map.dragging.disable();
    };
    map.on("focus", () => {
      map.scrollWheelZoom.enable();
      map.dragging.enable();
    });
    map.on("blur", let_go);
    let_go();
  };

  const begin = async () => {
    const holder = document.createElement("div");
    holder.className = "leaflet-map";
    holder.setAttribute("role", "region");
    holder.setAttribute("aria-label", `${picture.getAttribute("aria-label")} ${words.keys}`);
    picture.replaceWith(holder);
    const map = L.map(holder, {
      zoomControl: false,
      attributionControl: Boolean(said.tiles && said.credit),
      zoomAnimation: !still,
      fadeAnimation: !still,
      markerZoomAnimation: !still,
      inertia: !still,
      zoomSnap: 0.25,
      minZoom: 3,
      maxZoom: said.tiles ? 18 : 14,
    });
    if (said.whole) politely(map);
    L.control.zoom({ zoomInTitle: words.closer, zoomOutTitle: words.wider }).addTo(map);
    map.fitBounds(bounds, { animate: false });
    const copy = laid(map, "ground", 350, "a, text, circle");
    names(map);
    if (said.tiles) {
      figure.classList.add("tiled");
      L.tileLayer(said.tiles, { maxZoom: 18 }).addTo(map);
      const credit = document.createElement("span");
      credit.textContent = said.credit || "";
      map.attributionControl?.setPrefix(false).addAttribution(credit.innerHTML);
    }
    await pins(map, holder);
    let opener = null;
    map.on("popupopen", ({ popup: opened }) => {
      opener = document.activeElement;
      const close = opened.getElement().querySelector(".leaflet-popup-close-button");
      if (close) close.setAttribute("aria-label", words.close);
      opened.getElement().querySelector("a[href]")?.focus({ preventScroll: true });
    });
    // Leaflet hears Escape only while the map itself has the focus.
    holder.addEventListener("keydown", (event) => event.key === "Escape" && map.closePopup());
    map.on("popupclose", () => opener?.isConnected && opener.focus({ preventScroll: true }));
    here(map);
    await contours(map, copy);
    figure.dataset.ready = "";
  };

  begin().catch(() => {
    // What the server drew says the same: nothing is lost.
    const holder = figure.querySelector(".leaflet-map");
    if (holder) holder.replaceWith(picture);
    figure.dataset.ready = "";
  });
})();
