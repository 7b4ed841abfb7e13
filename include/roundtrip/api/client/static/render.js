/** How each form looks. Texts are set as text, never as markup; links and images are looked at once more. */
const RUNS_CODE = new Set(["javascript:", "data:", "vbscript:", "file:", "blob:", "about:", "filesystem:", "view-source:"]);

const WORDS = { en: { close: "Close", pinned: "Pinned" }, de: { close: "Schließen", pinned: "Angeheftet" } };

/** A modal, a full screen or a banner; modal ones are a <dialog>, which keeps the focus and closes on Escape. */
export function overlay(message, { follow, dismiss }) {
  const isBanner = message.form === "banner";
  const box = element(isBanner ? "aside" : "dialog", `roundtrip roundtrip-${message.form}`, { lang: message.language });
  const title = element("h2", "roundtrip-title", { textContent: message.title, id: `roundtrip-${message.message_id}` });
  box.setAttribute("aria-labelledby", title.id);
  if (isBanner) box.setAttribute("role", "status");
  else box.addEventListener("cancel", (event) => { event.preventDefault(); dismiss(); });
  box.append(...insides(message, title, { follow, dismiss }), closing(message.language, dismiss));
  return box;
}

/** A personalised banner within the page. */
export function placed(message, acts) {
  const box = element("section", "roundtrip roundtrip-placement", { lang: message.language });
  const title = element("h2", "roundtrip-title", { textContent: message.title });
  box.append(...insides(message, title, acts), closing(message.language, acts.dismiss));
  return box;
}

/** One item of the feed; `read` is called once it has been on the screen for a second. */
export function feedItem(item, follow, read) {
  const box = element("article", `roundtrip roundtrip-item${item.is_read ? "" : " roundtrip-unread"}`, { lang: item.language });
  if (item.is_pinned) box.append(element("span", "roundtrip-pin", { textContent: words(item.language).pinned }));
  const title = element("h3", "roundtrip-title", { textContent: item.title });
  const act = () => { box.classList.remove("roundtrip-unread"); follow(); };
  box.append(...insides(item, title, { follow: act }));
  if (!item.is_read) whenSeen(box, read);
  return box;
}

/** The link, or null where following it would run code. */
export function safeLink(link) {
  try {
    return link && !RUNS_CODE.has(new URL(link).protocol) ? link : null;
  } catch {
    return null;
  }
}

function words(language) {
  return WORDS[language.slice(0, 2)] ?? WORDS.en;
}

function insides(message, title, { follow, dismiss }) {
  const parts = [title, element("p", "roundtrip-body", { textContent: message.body })];
  if (message.image?.startsWith("https://")) {
    parts.unshift(element("img", "roundtrip-image", { src: message.image, alt: "", loading: "lazy", referrerPolicy: "no-referrer" }));
  }
  const buttons = [...(message.buttons ?? [])];
  if (!buttons.length && safeLink(message.link)) {
    title.replaceChildren(control("roundtrip-open", message.title, () => follow(message.link)));
  }
  if (buttons.length) {
    const row = element("div", "roundtrip-buttons");
    row.append(...buttons.map(({ text, link }) => control("roundtrip-button", text, () => (safeLink(link) ? follow(link) : dismiss()))));
    parts.push(row);
  }
  return parts;
}

function closing(language, dismiss) {
  const made = control("roundtrip-close", "×", dismiss);
  made.setAttribute("aria-label", words(language).close);
  return made;
}

function control(name, text, act) {
  const made = element("button", name, { type: "button", textContent: text });
  made.addEventListener("click", act);
  return made;
}

function element(tag, className, properties = {}) {
  return Object.assign(document.createElement(tag), { className, ...properties });
}

function whenSeen(box, read) {
  let timer = 0;
  const watcher = new IntersectionObserver(([{ isIntersecting }]) => {
    clearTimeout(timer);
    if (isIntersecting) timer = setTimeout(() => { watcher.disconnect(); read(); }, 1000);
  }, { threshold: 0.5 });
  watcher.observe(box);
}
