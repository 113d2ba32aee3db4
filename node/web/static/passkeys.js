// Passkeys: the browser asks its person's device, and the answer goes the way of any form. Without this file, or where a
// browser has no passkeys, these forms stay hidden and everything else works the same.
"use strict";
// A page that was open for longer holds a challenge that is over.
const HOLDS = 9 * 60 * 1000;
const read = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const write = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer || []), (each) => String.fromCharCode(each)).join(""))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const ceremonies = {
  async get(asked) {
    const found = await navigator.credentials.get({
      publicKey: { challenge: read(asked.challenge), rpId: asked.place, userVerification: "required" },
    });
    return {
      id: found.rawId,
      client_data: found.response.clientDataJSON,
      authenticator_data: found.response.authenticatorData,
      signature: found.response.signature,
      user_handle: found.response.userHandle,
    };
  },
  async create(asked) {
    const made = await navigator.credentials.create({
      publicKey: {
        challenge: read(asked.challenge),
        rp: { id: asked.place, name: asked.site },
        user: { id: read(asked.handle), name: asked.person, displayName: asked.person },
        pubKeyCredParams: asked.algorithms.split(" ").map((alg) => ({ type: "public-key", alg: Number(alg) })),
        authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
        excludeCredentials: asked.known.split(" ").filter(Boolean).map((id) => ({ type: "public-key", id: read(id) })),
        attestation: "none",
      },
    });
    return { client_data: made.response.clientDataJSON, attestation: made.response.attestationObject };
  },
};

for (const part of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  part.hidden = false;
  const form = part.querySelector("form");
  const told = part.querySelector("[role=status]");
  const without = document.getElementById("without-passkeys");
  if (without) without.hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (performance.now() > HOLDS) {
      location.reload();
      return;
    }
    told.textContent = "";
    try {
      const answer = await ceremonies[part.dataset.passkey](part.dataset);
      for (const [name, value] of Object.entries(answer)) form.elements.namedItem(name).value = write(value);
    } catch {
      told.textContent = part.dataset.failed;
      return;
    }
    HTMLFormElement.prototype.submit.call(form);
  });
}
