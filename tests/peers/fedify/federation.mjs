// One actor, its inbox, its followers and its notes, as a small server built on Fedify has them.
import { createFederation, generateCryptoKeyPair } from "@fedify/fedify";
import { Accept, Activity, Endpoints, Follow, Note, Person, PUBLIC_COLLECTION, Undo } from "@fedify/fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";

export const NAME = "voisine";

export async function build({ kv, journal, origin, firstKnock }) {
  const pairs = [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"), await generateCryptoKeyPair("Ed25519")];
  const state = { followers: new Map(), notes: new Map(), seen: [], aliases: [], successor: null };
  const federation = createFederation({ kv, origin, firstKnock, allowPrivateAddress: true });

  federation
    .setActorDispatcher("/users/{identifier}", async (context, identifier) => {
      if (identifier !== NAME) return null;
      const keys = await context.getActorKeyPairs(identifier);
      return new Person({
        id: context.getActorUri(identifier),
        preferredUsername: identifier,
        name: "La voisine",
        summary: "<p>Un serveur d'une autre famille.</p>",
        inbox: context.getInboxUri(identifier),
        outbox: context.getOutboxUri(identifier),
        followers: context.getFollowersUri(identifier),
        endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
        publicKey: keys[0].cryptographicKey,
        assertionMethods: keys.map((key) => key.multikey),
        aliases: state.aliases,
        successor: state.successor,
      });
    })
    .setKeyPairsDispatcher((_, identifier) => (identifier === NAME ? pairs : []));

  federation.setFollowersDispatcher("/users/{identifier}/followers", () => ({ items: [...state.followers.values()] }));
  federation.setOutboxDispatcher("/users/{identifier}/outbox", () => ({ items: [] }));
  federation.setObjectDispatcher(Note, "/notes/{id}", (context, { id }) => {
    const kept = state.notes.get(id);
    return kept ? note(context, id, kept) : null;
  });

  // What came through the door: on disk before the sender hears of it.
  async function keep(activity) {
    state.seen.push({
      id: activity.id?.href,
      type: activity.constructor.name,
      actor: activity.actorId?.href,
      object: activity.objectId?.href,
      target: activity.targetId?.href,
    });
    await journal.keep(await activity.toJsonLd());
  }

  federation
    .setInboxListeners("/users/{identifier}/inbox", "/inbox")
    .on(Follow, async (context, follow) => {
      await keep(follow);
      const follower = await follow.getActor(context);
      state.followers.set(follower.id.href, {
        id: follower.id,
        inboxId: follower.inboxId,
        endpoints: follower.endpoints,
      });
      await context.sendActivity(
        { identifier: NAME },
        follower,
        new Accept({
          id: new URL(`${origin}/accepts/${crypto.randomUUID()}`),
          actor: context.getActorUri(NAME),
          object: follow,
        }),
      );
    })
    .on(Undo, async (context, undo) => {
      await keep(undo);
      const undone = await undo.getObject(context);
      if (undone instanceof Follow) state.followers.delete(undo.actorId.href);
    })
    .on(Activity, (_, activity) => keep(activity))
    .onError((_, error) => console.error(error));

  return { federation, state };
}

export function note(context, id, { content, published, updated, only }) {
  return new Note({
    id: context.getObjectUri(Note, { id }),
    attribution: context.getActorUri(NAME),
    content,
    published: Temporal.Instant.from(published),
    updated: updated ? Temporal.Instant.from(updated) : null,
    // For everybody, or for followers alone.
    to: only ? context.getFollowersUri(NAME) : PUBLIC_COLLECTION,
    cc: only ? null : context.getFollowersUri(NAME),
  });
}
