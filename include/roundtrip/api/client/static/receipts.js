/** Receipts wait in the browser's storage until the server has them: each has an id, so telling one twice counts once. */
const KEY = "roundtrip.receipts";
const AT_ONCE = 100;
const MOST = 1000;

export class Receipts {
  #storage; #send; #now; #underWay = null;

  /** send: (body) => Promise of the answer, null where there was none. */
  constructor(storage, send, now) {
    this.#storage = storage;
    this.#send = send;
    this.#now = now;
  }

  add(messageId, kind) {
    const at = new Date(this.#now()).toISOString();
    this.#keep([...this.#waiting(), { receipt_id: crypto.randomUUID(), message_id: messageId, kind, at }]);
  }

  /** True when nothing is left to be told. */
  async flush() {
    this.#underWay ??= this.#flush().finally(() => (this.#underWay = null));
    await this.#underWay;
    return this.#waiting().length === 0;
  }

  /** Another account cannot tell them: the server takes receipts from whom the message was for. */
  forget() {
    this.#storage.removeItem(KEY);
  }

  async #flush() {
    for (let batch = this.#waiting().slice(0, AT_ONCE); batch.length; batch = this.#waiting().slice(0, AT_ONCE)) {
      if (!(await this.#send(JSON.stringify(batch)))) return;
      const told = new Set(batch.map((each) => each.receipt_id));
      this.#keep(this.#waiting().filter((each) => !told.has(each.receipt_id)));
    }
  }

  #waiting() {
    try {
      return JSON.parse(this.#storage.getItem(KEY) ?? "[]");
    } catch {
      return [];
    }
  }

  #keep(receipts) {
    this.#storage.setItem(KEY, JSON.stringify(receipts.slice(-MOST)));
  }
}
