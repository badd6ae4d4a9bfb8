"""How a report looks: on a screen by day and by night, on a phone, and on paper."""

STYLE = """
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.25rem 4rem;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  color: light-dark(#1A2330, #E6ECF2); background: light-dark(#FFFFFF, #10151C); }
h1 { font-size: 2.1rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.35rem; line-height: 1.3; margin: 2.5rem 0 .75rem; break-after: avoid; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; break-after: avoid; }
p { margin: .6rem 0; max-width: 46rem; }
ul { padding-left: 1.2rem; max-width: 46rem; }
.note { opacity: .72; font-size: .9rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr));
  gap: .75rem; margin: 1.5rem 0; }
.tiles > div { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .9rem; }
.tiles b { display: block; font-size: 1.3rem; line-height: 1.35; }
.lesson { border-left: 4px solid light-dark(#009E73, #009E73); padding-left: 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums;
  font-size: .95rem; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th { text-align: left; font-weight: 500; opacity: .72; }
th, td { padding: .32rem .9rem .32rem 0; border-bottom: 1px solid var(--line);
  vertical-align: baseline; white-space: nowrap; }
.who { font-weight: 600; }
.boards th:first-child { width: 2.2rem; }
.wrap { white-space: normal; overflow-wrap: anywhere; }
th.end, td.end { text-align: right; }
tr { break-inside: avoid; }
.boards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr));
  gap: 0 2.5rem; }
.chart { margin: 0; }
.chart img { width: 100%; height: auto; display: block; }
.bad { font-weight: 700; }
.sum-flows { display: grid; grid-template-columns: minmax(0, 1fr) minmax(2rem, .9fr) minmax(0, 1fr);
  height: 20rem; line-height: 1.25; break-inside: avoid; }
.sum-bands { position: relative; }
.sum-bands > i { position: absolute; inset: 0; opacity: .5; }
.sum-side { position: relative; }
.sum-side > div { position: absolute; left: 0; right: 0; display: flex; flex-direction: column;
  justify-content: center; border-left: .4em solid; padding-left: .5em; overflow: hidden; }
.sum-gave > div { border-left: 0; border-right: .4em solid; padding: 0 .5em 0 0;
  text-align: right; }
.sum-side span { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.sum-side b { font-size: .9em; white-space: nowrap; }
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 11pt; print-color-adjust: exact;
    -webkit-print-color-adjust: exact; }
  .scroll { overflow: visible; }
}
"""
