// Make one element like another, keeping what is already alike, so that focus and a selection survive when an
// answer goes on. What carries an id is matched by it, all else by its place; data-stays marks what the page filled in.
export function morph(old, fresh) {
  if (old.nodeName !== fresh.nodeName || (old.id ?? "") !== (fresh.id ?? "")) {
    old.replaceWith(fresh);
    return fresh;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return old;
  }
  if (old.hasAttribute("data-stays") && fresh.hasAttribute("data-stays")) return old;
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const coming = new Set([...fresh.children].map((child) => child.id).filter(Boolean));
  let at = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    if (child.id) coming.delete(child.id);
    if (!at || (at.id && at.id !== child.id && coming.has(at.id))) old.insertBefore(child, at);
    else at = morph(at, child).nextSibling;
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
  return old;
}
