export const STYLE = `
:root {
  color-scheme: light;
  --ink: #1d1c1d; --soft: #616061; --line: #e0e0e0; --side: #3f0e40; --side-ink: #e9dfe9; --accent: #1264a3;
  --green: #007a5a; --red: #c8143b;
}
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body {
  display: grid; grid-template-columns: 248px 1fr; color: var(--ink); background: #fff;
  font: 15px/1.47 Lato, "Segoe UI", -apple-system, system-ui, "Helvetica Neue", Arial, sans-serif;
}
p { margin: 0; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 3px solid #5eb1ef; outline-offset: 1px; }
.hidden, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.skip:focus { position: absolute; z-index: 1; padding: 8px; background: #fff; }

nav { display: flex; flex-direction: column; min-height: 0; background: var(--side); color: var(--side-ink); }
nav .team { display: flex; flex-direction: column; padding: 14px 16px; border-bottom: 1px solid #5c2f5d; }
nav .team strong { font-size: 18px; color: #fff; }
nav .team span { font-size: 13px; }
nav h2 { margin: 18px 16px 4px; font-size: 14px; font-weight: 600; }
nav ul { flex: 1; margin: 0; padding: 0 8px; overflow: auto; list-style: none; }
nav a { display: block; padding: 4px 8px; border-radius: 6px; color: inherit; }
nav a:hover { background: #532753; text-decoration: none; }
nav a[aria-current] { background: #1164a3; color: #fff; font-weight: 600; }
.you { display: flex; flex-direction: column; gap: 4px; padding: 14px 16px; border-top: 1px solid #5c2f5d; }
.you select { padding: 6px 8px; border: 1px solid #7d587e; border-radius: 6px; background: #fff; color: var(--ink); font: inherit; }

main { display: flex; flex-direction: column; min-width: 0; min-height: 0; height: 100vh; }
main > header { display: flex; align-items: center; gap: 16px; padding: 12px 20px; border-bottom: 1px solid var(--line); }
main > header h1 { margin: 0; font-size: 18px; }
#offline { color: var(--red); font-size: 13px; }
#messages { flex: 1; overflow: auto; padding: 12px 0; }
#messages .empty { display: none; padding: 40px 20px; color: var(--soft); }
#messages .empty:first-child { display: block; }
.older { padding: 8px 20px; color: var(--soft); font-size: 13px; }
#composer { display: flex; gap: 8px; margin: 0 20px 20px; padding: 6px 6px 6px 12px; border: 1px solid #b4b4b4; border-radius: 8px; }
#composer:focus-within { border-color: #616061; box-shadow: 0 1px 3px rgba(0, 0, 0, .12); }
#composer input { flex: 1; min-width: 0; border: 0; font: inherit; outline: 0; }

.entry.new { animation: arrive .3s ease-out; }
@keyframes arrive { from { opacity: 0; transform: translateY(4px); } }
@media (prefers-reduced-motion: reduce) { .entry.new { animation: none; } }
.message { display: grid; grid-template-columns: 36px minmax(0, 1fr); gap: 0 10px; padding: 8px 20px; }
.entry > .message:hover { background: #f8f8f8; }
.message.ephemeral { background: #fdf6e3; }
.avatar { width: 36px; height: 36px; border-radius: 8px; color: #fff; font-weight: 700; line-height: 36px; text-align: center; }
.avatar.bot { background: #1f6f5c; }
.avatar.person-0 { background: #4a5fc1; } .avatar.person-1 { background: #b3541e; } .avatar.person-2 { background: #7b3fa0; }
.avatar.person-3 { background: #a02c5b; } .avatar.person-4 { background: #2b6a8f; }
.content { max-width: 720px; overflow-wrap: anywhere; }
.meta time, .edited, .only-you { color: var(--soft); font-size: 12px; }
.badge { padding: 1px 4px; border-radius: 3px; background: #e8e8e8; color: var(--soft); font-size: 10px; font-weight: 700; }
.thread { grid-column: 2; margin-top: 4px; border-left: 2px solid var(--line); }
.thread .count { padding: 2px 0 2px 12px; color: var(--accent); font-size: 13px; font-weight: 600; }
.thread .message { padding: 6px 12px; }

.block { margin: 4px 0 8px; }
h3.header { margin: 2px 0 8px; font-size: 18px; line-height: 1.3; }
.section { display: flex; gap: 16px; align-items: flex-start; }
.section-text { flex: 1; min-width: 0; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 16px; margin-top: 8px; }
.context { display: flex; flex-wrap: wrap; gap: 4px 12px; color: var(--soft); font-size: 13px; }
hr { border: 0; border-top: 1px solid var(--line); }
.actions { display: flex; flex-wrap: wrap; gap: 8px; }
.mention { padding: 0 2px; border-radius: 3px; background: #e8f5fa; color: var(--accent); }
code { padding: 1px 4px; border: 1px solid var(--line); border-radius: 3px; background: #f8f8f8; color: #c01343; font-size: 13px; }
pre { margin: 4px 0; padding: 8px; border: 1px solid var(--line); border-radius: 4px; background: #f8f8f8; white-space: pre-wrap; font-size: 13px; }
.quote { display: inline-block; padding-left: 10px; border-left: 4px solid #ddd; }

.button { min-height: 34px; padding: 5px 14px; border: 1px solid #bbb; border-radius: 6px; background: #fff; color: var(--ink); font: inherit; font-weight: 600; cursor: pointer; }
.button:hover { background: #f4f4f4; }
.button.primary { border-color: var(--green); background: var(--green); color: #fff; }
.button.primary:hover { background: #00654b; }
.button.danger { border-color: var(--red); background: var(--red); color: #fff; }
.button.danger:hover { background: #a80f31; }
.button:disabled, .button[aria-busy="true"] { opacity: .55; cursor: progress; }
.error { color: var(--red); font-size: 13px; }
.error:empty, .hint:empty { display: none; }

dialog { width: min(520px, calc(100vw - 32px)); padding: 0; border: 0; border-radius: 10px; color: var(--ink); box-shadow: 0 18px 48px rgba(0, 0, 0, .35); }
dialog::backdrop { background: rgba(0, 0, 0, .5); }
.modal > header { display: flex; align-items: center; justify-content: space-between; padding: 18px 24px 6px; }
.modal h2 { margin: 0; font-size: 21px; }
.modal-body { padding: 10px 24px; }
.modal footer { display: flex; justify-content: flex-end; gap: 10px; padding: 14px 24px 22px; }
.icon { padding: 4px 10px; border: 0; border-radius: 6px; background: none; color: var(--soft); font-size: 16px; cursor: pointer; }
.icon:hover { background: #f0f0f0; }
.input { display: flex; flex-direction: column; gap: 4px; }
.input label { font-weight: 700; }
.input textarea, .input input { padding: 8px 12px; border: 1px solid #8d8d8d; border-radius: 6px; font: inherit; resize: vertical; }
.input [aria-invalid] { border-color: var(--red); }
.optional { color: var(--soft); font-weight: 400; }
.hint { color: var(--soft); font-size: 13px; }

@media (max-width: 700px) {
  body { grid-template-columns: 1fr; grid-template-rows: auto 1fr; }
  nav ul { display: flex; padding-bottom: 8px; }
  nav h2, nav .team span { display: none; }
  main { height: auto; }
  .fields { grid-template-columns: 1fr; }
}
`;
