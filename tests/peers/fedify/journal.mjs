// What the peer keeps for ever: one file of JSON lines, appended to and synced in groups, as a group commit does.
import { open } from "node:fs/promises";
import { MemoryKvStore } from "@fedify/fedify";

export async function openJournal(path) {
  const file = await open(path, "a");
  let waiting = [];
  let writing = false;

  async function flush() {
    writing = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await file.appendFile(group.map((entry) => entry.line).join(""));
        await file.datasync();
        for (const entry of group) entry.resolve();
      } catch (error) {
        for (const entry of group) entry.reject(error);
      }
    }
    writing = false;
  }

  return {
    // Resolves when the value is on disk.
    keep(value) {
      return new Promise((resolve, reject) => {
        waiting.push({ line: JSON.stringify(value) + "\n", resolve, reject });
        if (!writing) flush();
      });
    },
    close: () => file.close(),
  };
}

// Fedify's own memory store, with every write in the journal before it counts.
export class DurableKv extends MemoryKvStore {
  constructor(journal) {
    super();
    this.journal = journal;
  }

  async set(key, value, options) {
    await super.set(key, value, options);
    await this.journal.keep({ key, value });
  }

  async delete(key) {
    await super.delete(key);
    await this.journal.keep({ key });
  }
}
