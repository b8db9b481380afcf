/** Of the page that a report is: readable by day and by night, and on paper. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1c2024; --dim: #5f6b76; --paper: #fff; --line: #d8dee4; --soft: #f4f6f8; --mark: #9a3412; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --dim: #9aa6b2; --paper: #14171a; --line: #2e353c; --soft: #1d2226; --mark: #fdba74; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; font: 1rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin-top: 2.2rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.02rem; margin: 1.4rem 0 .4rem; overflow-wrap: anywhere; }
nav { font-size: .9rem; color: var(--dim); }
nav a { margin-right: .9rem; white-space: nowrap; }
a { color: inherit; }
p, li { overflow-wrap: anywhere; }
code, pre { font: .88em/1.45 ui-monospace, monospace; background: var(--soft); border-radius: .25rem; }
code { padding: .1em .3em; overflow-wrap: anywhere; }
pre { padding: .8rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: break-word; min-width: 4.5rem; }
td:last-child { overflow-wrap: anywhere; }
th { color: var(--dim); font-weight: 600; }
strong { color: var(--mark); }
.n { font-variant-numeric: tabular-nums; }
.cite { font-size: .82em; color: var(--dim); white-space: nowrap; }
@media print {
  :root { --ink: #000; --dim: #444; --paper: #fff; --line: #bbb; --soft: #f2f2f2; --mark: #000; color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  h2, h3 { break-after: avoid; }
  tr, li, pre { break-inside: avoid; }
  thead { display: table-header-group; }
  .wide { overflow: visible; }
  a { text-decoration: none; }
}
`;
