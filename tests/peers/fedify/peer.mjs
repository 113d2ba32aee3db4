// The peer: `node peer.mjs PORT JOURNAL KNOCK [quiet]`. Commands come as JSON lines on its input, answers leave as JSON
// lines on its output; it ends with its input. `quiet` leaves out the second look at each request, for measuring.
import { createInterface } from "node:readline";
import {
  Announce,
  Create,
  Delete,
  Follow,
  Move,
  Note,
  PUBLIC_COLLECTION,
  Tombstone,
  Undo,
  Update,
} from "@fedify/fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";
import { build, NAME, note } from "./federation.mjs";
import { DurableKv, openJournal } from "./journal.mjs";
import { CAVAGE, judgeDocument, judgeRequest, signMessage, signNote } from "./opinions.mjs";
import { request, serve } from "./web.mjs";

const SYNCHRONIZATION = "collection-synchronization";
const [port, path, knock, quiet] = process.argv.slice(2);
const origin = `http://127.0.0.1:${port}`;
const journal = await openJournal(path);
const { federation, state } = await build({
  kv: new DurableKv(journal),
  journal,
  origin,
  firstKnock: knock === "cavage" ? CAVAGE : "rfc9421",
});
const context = federation.createContext(new URL(origin), undefined);
const loaders = { documentLoader: context.documentLoader, contextLoader: context.contextLoader };
const door = [];

const server = await serve(Number(port), async (message) => {
  if (message.method === "POST" && !quiet) {
    const [, synchronization] = message.headers.find(([name]) => name.toLowerCase() === SYNCHRONIZATION) ?? [];
    door.push({ ...(await judgeRequest(message, loaders)), synchronization });
  }
  return await federation.fetch(request(message), { contextData: undefined });
});

const actor = context.getActorUri(NAME);
const fresh = (kind) => new URL(`${origin}/${kind}/${crypto.randomUUID()}`);
const now = () => Temporal.Now.instant();
const tell = (activity, to = "followers", options = {}) =>
  context.sendActivity({ identifier: NAME }, to, activity, options);
const everyone = { to: PUBLIC_COLLECTION, cc: context.getFollowersUri(NAME) };
const sent = new Map();

async function say(activity, to) {
  sent.set(activity.id.href, activity);
  await tell(activity, to);
  return { activity: activity.id.href };
}

const COMMANDS = {
  async follow({ target }) {
    const whom = await context.lookupObject(target);
    return await say(new Follow({ id: fresh("follows"), actor, object: whom.id, to: whom.id }), whom);
  },
  async create({ content }) {
    const id = crypto.randomUUID();
    state.notes.set(id, { content, published: now().toString() });
    const object = note(context, id, state.notes.get(id));
    const said = await say(new Create({ id: fresh("creates"), actor, object, published: now(), ...everyone }));
    return { ...said, note: object.id.href };
  },
  // To followers alone, with the digest of those who live where it goes (FEP-8fcf).
  async whisper({ content }) {
    const id = crypto.randomUUID();
    state.notes.set(id, { content, published: now().toString(), only: true });
    const object = note(context, id, state.notes.get(id));
    const create = new Create({ id: fresh("creates"), actor, object, published: now(), to: context.getFollowersUri(NAME) });
    await tell(create, "followers", { preferSharedInbox: true, syncCollection: true });
    return { note: object.id.href };
  },
  // As after a backup of before that follow.
  forget: ({ follower }) => ({ forgotten: state.followers.delete(follower) }),
  // What an address gives to a request that our actor signs.
  async fetch({ url }) {
    const load = await context.getDocumentLoader({ identifier: NAME });
    return { document: (await load(url)).document };
  },
  async update({ id, content }) {
    const key = id.split("/").at(-1);
    Object.assign(state.notes.get(key), { content, updated: now().toString() });
    const object = note(context, key, state.notes.get(key));
    return await say(new Update({ id: fresh("updates"), actor, object, updated: now(), ...everyone }));
  },
  async delete({ id }) {
    state.notes.delete(id.split("/").at(-1));
    return await say(
      new Delete({ id: fresh("deletes"), actor, object: new Tombstone({ id: new URL(id) }), ...everyone }),
    );
  },
  async announce({ id }) {
    return await say(
      new Announce({ id: fresh("announces"), actor, object: new URL(id), published: now(), ...everyone }),
    );
  },
  async undo({ activity, target }) {
    const undone = sent.get(activity);
    const whom = target ? await context.lookupObject(target) : "followers";
    return await say(new Undo({ id: fresh("undos"), actor, object: undone, ...everyone }), whom);
  },
  // It was this one elsewhere; it goes to live elsewhere.
  async known_as({ former }) {
    state.aliases = [new URL(former)];
    return {};
  },
  async move({ target }) {
    state.successor = new URL(target);
    const to = context.getFollowersUri(NAME);
    return await say(new Move({ id: fresh("moves"), actor, object: actor, target: state.successor, to }));
  },
  // What our listeners were given, and how Fedify judged the HTTP signature of each POST.
  seen: () => ({ activities: state.seen, requests: door, followers: [...state.followers.keys()] }),
  // A document as Fedify reads it and would write it.
  async read({ url }) {
    const object = await context.lookupObject(url);
    return object === null ? { type: null } : { type: object.constructor.name, document: await object.toJsonLd() };
  },
  async judge_request({ method, url, headers, body, at }) {
    const time = at ? Temporal.Instant.fromEpochMilliseconds(at * 1000) : undefined;
    return await judgeRequest({ method, url, headers, body: Buffer.from(body ?? "") }, loaders, time);
  },
  judge_document: async ({ document }) => ({ holds: await judgeDocument(document, loaders) }),
  async sign_request({ method, url, body, scheme }) {
    const [pair] = await context.getActorKeyPairs(NAME);
    return { headers: await signMessage({ method, url, body }, pair, scheme === "cavage" ? CAVAGE : "rfc9421") };
  },
  async sign_note(given) {
    const [, pair] = await context.getActorKeyPairs(NAME);
    return { document: await signNote(given, actor, { ...pair, keyId: pair.multikey.id }, loaders) };
  },
  cpu: () => ({ seconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6 }),
};

const write = (line) => process.stdout.write(JSON.stringify(line) + "\n");
write({ ready: { origin, actor: actor.href, node: process.version } });
for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, with: given } = JSON.parse(line);
  try {
    write({ answer: await COMMANDS[name](given ?? {}) });
  } catch (error) {
    write({ error: `${error.name}: ${error.message}` });
  }
}
server.closeAllConnections();
server.close();
await journal.close();
process.exit(0);
