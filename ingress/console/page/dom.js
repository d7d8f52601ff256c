/** What an element was last made to be, by the element. */
const known = new WeakMap();

/**
 * Describes an element. `on…` properties are listeners, `key` tells it from its siblings across updates, everything
 * else is an attribute; true stands for an empty one, false and null for none. Text only ever becomes text.
 */
export function h(tag, props, ...children) {
  const content = children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
  return {
    tag,
    props: props ?? {},
    children: content.map((child) => (typeof child === 'object' ? child : String(child))),
  };
}

/**
 * Makes a parent's children what is wanted by changing only what differs: what stays keeps its focus, its scroll
 * position, what was typed into it and whether it is open.
 */
export function patch(parent, wanted) {
  const free = [...parent.childNodes];
  const take = (matches) => {
    const index = free.findIndex(matches);
    return index < 0 ? undefined : free.splice(index, 1)[0];
  };
  const nodes = wanted.map((want) => {
    if (typeof want === 'string')
      return take((node) => node.nodeType === Node.TEXT_NODE) ?? document.createTextNode('');
    const { tag, props } = want;
    return take((node) => known.get(node)?.tag === tag && known.get(node).key === props.key) ?? create(tag, props.key);
  });
  for (const node of free) node.remove();
  let place = parent.firstChild;
  nodes.forEach((node, index) => {
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
    update(node, wanted[index]);
  });
}

function create(tag, key) {
  const element = document.createElement(tag);
  known.set(element, { tag, key, props: {} });
  return element;
}

function update(node, want) {
  if (typeof want === 'string') {
    if (node.data !== want) node.data = want;
    return;
  }
  const before = known.get(node);
  for (const name of Object.keys(before.props)) if (!(name in want.props)) setProperty(node, name, null);
  for (const [name, value] of Object.entries(want.props)) {
    if (name !== 'key' && before.props[name] !== value) setProperty(node, name, value);
  }
  before.props = want.props;
  patch(node, want.children);
}

function setProperty(node, name, value) {
  if (name.startsWith('on')) node[name] = value;
  else if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? '' : String(value));
}
