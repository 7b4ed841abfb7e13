/**
 * Roundtrip's reference client of the inbox, payload version 1 (docs/inbox.schema.json). No build, no dependencies.
 *
 *   const inbox = new Inbox({ url: "https://crm.example", token: () => user.getIdToken(), open: (link) => router.go(link) });
 *   await inbox.refresh();                        // when the app is opened or comes back
 *   inbox.track("cart_viewed", { items: 3 });     // whenever something happens: decided here, at once
 *   inbox.showPlacement("home_top", element);
 *   inbox.showFeed(element);
 *   await inbox.leave();                          // before somebody signs out: the next account sees nothing of theirs
 */
import { chosen } from "./decide.js";
import { Receipts } from "./receipts.js";
import { feedItem, overlay, placed, safeLink } from "./render.js";

export class Inbox {
  #url; #token; #open; #root; #now; #receipts;
  #messages = []; #etag = ""; #shown = new Map(); #visible = null; #visit = 0;

  /** token: () => Promise of a fresh Firebase ID token. open: what follows a link; links that run code never reach it. */
  constructor({ url, token, open = (link) => location.assign(link), root = document.body, storage = localStorage, now = Date.now }) {
    this.#url = url.replace(/\/$/, "");
    this.#token = token;
    this.#open = open;
    this.#root = root;
    this.#now = now;
    this.#receipts = new Receipts(storage, (body) => this.#call("/inbox/receipts", { method: "POST", body }), now);
  }

  /** Fetch what could be shown; offline the messages known so far stay. True when the server was reached. */
  async refresh() {
    const visit = this.#visit;
    const isTold = await this.flush();
    const answer = await this.#call("/inbox/messages", { headers: this.#etag ? { "If-None-Match": this.#etag } : {} });
    const content = answer?.status === 200 ? await answer.json() : null;
    if (visit !== this.#visit) return false; // it was for who has left
    if (content) {
      this.#messages = content.messages;
      this.#etag = answer.headers.get("ETag") ?? "";
    }
    if (answer && isTold) this.#shown.clear(); // the server has counted them in times_left
    return Boolean(answer);
  }

  /** Something happened in the app: the best message that waits for it is shown, if any; resolves to it once it is. */
  track(event, properties = {}) {
    const message = chosen(this.#messages, event, properties, this.#now(), this.#shown);
    if (!message) return Promise.resolve(null);
    const visit = this.#visit;
    return new Promise((resolve) => {
      const show = () => resolve(visit === this.#visit ? this.#show(message) : null);
      setTimeout(show, (message.trigger.after_seconds ?? 0) * 1000);
    });
  }

  /** The best message for a place of the app, in `element`; null leaves it empty. */
  showPlacement(name, element) {
    element.replaceChildren();
    const mine = this.#messages.filter((each) => each.placement === name && this.#isDue(each));
    const message = mine.sort((a, b) => b.priority - a.priority || a.placed_at.localeCompare(b.placed_at))[0];
    if (!message) return null;
    element.append(placed(message, this.#acts(message, () => element.replaceChildren())));
    this.#note(message, "shown");
    return message;
  }

  /** A page of the feed, appended to `element`; resolves to the cursor of the next page, or null. */
  async showFeed(element, after = "") {
    const answer = await this.#call(`/inbox/feed?limit=20&after=${encodeURIComponent(after)}`);
    if (answer?.status !== 200) return null;
    const page = await answer.json();
    for (const item of page.items) {
      element.append(feedItem(item, () => this.#follow(item, item.link), () => this.#receipts.add(item.message_id, "read")));
      if (!item.is_read) this.#receipts.add(item.message_id, "shown");
    }
    void this.flush();
    return page.next ?? null;
  }

  /** Send what was noted; what could not be sent is kept for the next time, also over a reload. True when nothing is left. */
  flush() {
    return this.#receipts.flush();
  }

  /** Tell what was noted, then forget the account: its messages, what is shown of them, and what could not be told. */
  async leave() {
    await this.flush();
    this.#visit += 1;
    this.#visible?.remove();
    this.#visible = null;
    this.#messages = [];
    this.#etag = "";
    this.#shown.clear();
    this.#receipts.forget();
  }

  #show(message) {
    if (this.#visible || !this.#isDue(message)) return null;
    const close = () => { this.#visible?.remove(); this.#visible = null; };
    this.#visible = overlay(message, this.#acts(message, close));
    this.#root.append(this.#visible);
    if (message.form !== "banner") this.#visible.showModal();
    this.#note(message, "shown");
    return message;
  }

  #acts(message, close) {
    return {
      follow: (link) => { close(); this.#drop(message); this.#follow(message, link); },
      dismiss: () => { close(); this.#drop(message); this.#note(message, "dismissed"); },
    };
  }

  #follow(message, link) {
    this.#note(message, "clicked");
    if (safeLink(link)) this.#open(link);
  }

  #isDue(message) {
    const isLeft = message.times_left == null || (this.#shown.get(message.message_id) ?? 0) < message.times_left;
    return isLeft && this.#now() < Date.parse(message.valid_until);
  }

  #drop(message) {
    this.#messages = this.#messages.filter((each) => each !== message);
    this.#etag = "";
  }

  #note(message, kind) {
    if (kind === "shown") this.#shown.set(message.message_id, (this.#shown.get(message.message_id) ?? 0) + 1);
    this.#receipts.add(message.message_id, kind);
    void this.flush();
  }

  /** The answer, or null where there was none or the token did not hold. */
  async #call(path, { method = "GET", body, headers = {} } = {}) {
    try {
      const signed = { Authorization: `Bearer ${await this.#token()}`, ...headers };
      if (body) signed["Content-Type"] = "application/json";
      const answer = await fetch(this.#url + path, { method, body, headers: signed, cache: "no-store", keepalive: Boolean(body) });
      return answer.ok || answer.status === 304 || answer.status === 400 ? answer : null;
    } catch {
      return null; // offline
    }
  }
}
