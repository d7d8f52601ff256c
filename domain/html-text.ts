/** Text as it may stand in HTML, in an element or in a quoted attribute. */
export const htmlText = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
