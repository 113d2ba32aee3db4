// Fedify's signers and verifiers, one by one, on what the other side hands over.
import { signObject, signRequest, verifyObject, verifyRequestDetailed } from "@fedify/fedify";
import { Activity, Note, Object as Thing } from "@fedify/fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";
import { request } from "./web.mjs";

export const CAVAGE = "draft-cavage-http-signatures-12";

export async function judgeRequest(message, loaders, currentTime) {
  const spec = message.headers.some(([name]) => name.toLowerCase() === "signature-input") ? "rfc9421" : CAVAGE;
  const verdict = await verifyRequestDetailed(request(message), { ...loaders, spec, currentTime });
  if (verdict.verified) return { scheme: spec, key: verdict.key.id.href, owner: verdict.key.ownerId?.href };
  return { scheme: spec, refused: verdict.reason.type };
}

export async function judgeDocument(document, loaders) {
  // An activity is judged by its actor, anything else by whom it is attributed to.
  const kind = "actor" in document ? Activity : Thing;
  return (await verifyObject(kind, document, loaders)) !== null;
}

export async function signMessage({ method, url, body }, pair, spec) {
  const headers = body === undefined ? {} : { "Content-Type": "application/activity+json" };
  const signed = await signRequest(new Request(url, { method, headers, body }), pair.privateKey, pair.keyId, { spec });
  return [...signed.headers];
}

export async function signNote({ id, content, published }, actor, pair, loaders) {
  const note = new Note({
    id: new URL(id),
    attribution: actor,
    content,
    published: Temporal.Instant.from(published),
  });
  const signed = await signObject(note, pair.privateKey, pair.keyId, loaders);
  return await signed.toJsonLd({ format: "compact", ...loaders });
}
