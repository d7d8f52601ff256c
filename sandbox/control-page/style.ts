export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1c2024, #e8eaed); --soft: light-dark(#5b6470, #9aa4b0); --page: light-dark(#f6f7f9, #15181c);
  --card: light-dark(#fff, #1e2329); --line: light-dark(#d9dee4, #363d46); --accent: light-dark(#0b5cad, #7db7ff);
  --good: light-dark(#0a6b3d, #63d39b); --bad: light-dark(#b3202c, #ff8f98);
}
* { box-sizing: border-box; }
body { max-width: 1180px; margin: 0 auto; padding: 20px; background: var(--page); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
h1 { margin: 0; font-size: 22px; }
h2 { margin: 0 0 10px; font-size: 17px; }
h3 { margin: 0; font-size: 15px; }
p { margin: 4px 0; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
body > header { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: baseline; justify-content: space-between; }
header nav { display: flex; gap: 18px; }
header p, .soft { color: var(--soft); }
#says { min-height: 1.5em; color: var(--soft); }
#says.problem, .problem { color: var(--bad); }
section { margin: 14px 0; padding: 16px; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: 10px 14px; align-items: end; }
label { display: flex; flex-direction: column; gap: 3px; color: var(--soft); font-size: 13px; }
label.check { flex-direction: row; gap: 8px; align-items: center; padding-bottom: 8px; }
input, select { width: 100%; min-width: 0; }
input, select, button { min-height: 34px; padding: 5px 9px; border: 1px solid var(--line); border-radius: 6px; background: var(--card); color: var(--ink); font: inherit; }
input[type=checkbox] { width: auto; min-height: 0; }
button { cursor: pointer; }
button:hover { border-color: var(--accent); }
button:disabled { opacity: .5; cursor: progress; }
button.primary { border-color: transparent; background: light-dark(#0b5cad, #2f6fb5); color: #fff; font-weight: 600; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; color: var(--soft); font-size: 13px; font-weight: 600; }
th, td { padding: 8px 10px 8px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td p { margin: 0; }
.buttons { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 6px; }
td .buttons button { min-height: 28px; padding: 2px 9px; font-size: 13px; }
#vendors { display: grid; align-items: start; grid-template-columns: repeat(auto-fit, minmax(330px, 1fr)); gap: 14px; }
.vendor { padding: 12px; border: 1px solid var(--line); border-radius: 8px; }
.vendor header { display: flex; gap: 10px; align-items: center; justify-content: space-between; }
.vendor ul { margin: 6px 0; padding: 0; list-style: none; }
.vendor li { display: grid; grid-template-columns: minmax(0, 1fr) auto auto; gap: 8px; align-items: center; overflow-wrap: anywhere; padding: 3px 0; border-top: 1px solid var(--line); font-size: 13px; }
.vendor li button { min-height: 26px; padding: 1px 8px; font-size: 12px; }
.vendor summary { cursor: pointer; color: var(--accent); }
.vendor details .grid { margin-top: 8px; grid-template-columns: repeat(2, minmax(0, 1fr)); }
.good { color: var(--good); } .bad { color: var(--bad); }
dialog { width: min(560px, calc(100vw - 32px)); padding: 20px; border: 1px solid var(--line); border-radius: 10px; background: var(--card); color: var(--ink); }
dialog .buttons { justify-content: flex-end; margin-top: 14px; }
`;
