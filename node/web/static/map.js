// The map that can be moved, in place of the picture that the server made, which does without. It asks this node alone:
// for the records of the same question, and for contours. Names are put in as text, never as markup.
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

  const features = async () => {
    const found = [];
    let address = said.records;
    for (let page = 0; address && page < Number(said.pages); page += 1) {
      const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
      if (!answer.ok) throw new Error(`records: ${answer.status}`);
      const next = /<([^>]+)>; rel="next"/.exec(answer.headers.get("Link") || "");
      // The node's public address and the one it is read at may differ.
      address = next && new URL(next[1]).pathname + new URL(next[1]).search;
      found.push(...(await answer.json()).features);
    }
    return found;
  };

  const popup = (feature) => {
    const { properties } = feature;
    const box = document.createElement("div");
    const link = document.createElement("a");
    link.textContent = properties.name || words.one;
    link.href = /^https?:\/\//.test(properties.url || "") ? properties.url : feature.id;
    if (new URL(link.href, location.href).origin !== location.origin) link.rel = "nofollow noopener noreferrer";
    const title = document.createElement("p");
    title.className = "popup-title";
    title.append(link);
    box.append(title);
    const place = properties.place && properties.approximate ? `${properties.place} (${words.about})` : properties.place;
    for (const line of [properties.kind_label, place, (properties.description || "").slice(0, 160)]) {
      if (!line) continue;
      const text = document.createElement("p");
      text.textContent = line;
      box.append(text);
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

  const pins = (listed) => {
    const group = L.markerClusterGroup({
      animate: !still,
      animateAddingMarkers: false,
      showCoverageOnHover: false,
      maxClusterRadius: 64,
      iconCreateFunction: (cluster) => {
        const made = icon(cluster.getChildCount());
        const unseen = document.createElement("span");
        unseen.className = "unseen";
        unseen.textContent = ` ${words.records}`;
        made.options.html.append(unseen);
        return made;
      },
    });
    for (const feature of listed) {
      const [longitude, latitude] = feature.geometry.coordinates;
      const marker = L.marker([latitude, longitude], { icon: icon(1) });
      group.addLayer(named(marker, feature.properties.name || words.one).bindPopup(() => popup(feature)));
    }
    return group;
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
    const answer = await fetch(said.contours);
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
      const asked = new URL(location.href);
      asked.searchParams.delete("cursor");
      asked.searchParams.set("view", "map");
      const edges = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
      const ends = [180, 85, 180, 85];
      asked.searchParams.set("bbox", edges.map((edge, at) => Math.max(-ends[at], Math.min(ends[at], edge)).toFixed(4)));
      link.href = asked.pathname + asked.search;
      link.closest("[hidden]")?.removeAttribute("hidden");
    });
  };

  const begin = async () => {
    const listed = (await features()).filter((feature) => feature.geometry);
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
    map.addLayer(pins(listed));
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
