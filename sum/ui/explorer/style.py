"""How the explorer looks."""

STYLE = """
<style>
.exp-state { display: grid; gap: .5rem; grid-template-columns:
  repeat(auto-fit, minmax(8.5rem, 1fr)); }
.exp-state > div { display: grid; padding: .5rem .8rem; border-radius: .5rem; min-width: 0;
  border: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
.exp-state b { font-size: 1.35rem; line-height: 1.25; overflow-wrap: anywhere; }
.sum-note { font-size: .85rem; opacity: .7; }
[class*=st-key-explorer-row-] { position: relative; }
.exp-card { border: 1px solid color-mix(in srgb, currentColor 18%, transparent);
  border-radius: .5rem; padding: .55rem .75rem; font-size: .95rem; line-height: 1.4;
  overflow-wrap: anywhere; }
.exp-card.exp-on { border-color: #0072B2; box-shadow: inset 3px 0 0 #0072B2;
  background: color-mix(in srgb, #0072B2 9%, transparent); }
.exp-top { display: flex; gap: .6rem; align-items: baseline; }
.exp-top code { margin-left: auto; }
.exp-parent { text-align: right; font-size: .85rem; }
.exp-card code { font-size: .8rem; padding: 0 .2em;
  background: none; color: inherit; opacity: .75; }
[class*=st-key-explorer-open-] { position: absolute !important; inset: 0; z-index: 2;
  width: 100% !important; height: 100%; }
[class*=st-key-explorer-open-] * { height: 100%; width: 100%; }
[class*=st-key-explorer-open-] button { opacity: 0; cursor: pointer; }
[class*=st-key-explorer-row-]:has(button:hover) .exp-card { border-color: #0072B2; }
[class*=st-key-explorer-row-]:has(button:focus-visible) .exp-card { outline: 2px solid #0072B2; }
.exp-link { width: 2px; height: 1rem; margin: 0 0 0 auto; position: relative; right: 3.2rem;
  background: color-mix(in srgb, currentColor 45%, transparent); }
.exp-gap { width: auto; height: auto; right: 0; margin: 0; padding: .35rem 3.8rem .35rem 0;
  background: none; text-align: right; font-size: .8rem; opacity: .7; }
.exp-gap::after { content: ""; position: absolute; right: 3.2rem; top: 0; bottom: 0;
  border-right: 2px dashed color-mix(in srgb, currentColor 60%, transparent); }
.exp-story { font-size: 1.2rem; line-height: 1.5; overflow-wrap: anywhere; }
.exp-more { margin: .5rem 0 0; }
.exp-samples { display: flex; flex-wrap: wrap; gap: 1rem 1.5rem; }
.exp-samples figure { margin: 0; max-width: 12rem; overflow-wrap: anywhere; }
.exp-texts figure { max-width: 100%; }
.exp-samples figcaption { font-size: .85rem; opacity: .7; margin-top: .2rem; }
.exp-facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2rem .9rem;
  margin: 0 !important; padding: 0 !important; font-size: .95rem; }
.exp-facts dt { opacity: .7; }
.exp-facts dd { margin: 0; overflow-wrap: anywhere; }
.exp-event { margin: 1rem 0 .4rem; }
.exp-fee { font-size: 1.15rem; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
.sum-table { border-collapse: collapse; width: 100%; font-size: .92rem; }
.sum-table th, .sum-table td { text-align: left; vertical-align: top;
  padding: .35rem .6rem .35rem 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
.sum-table thead th, .exp-values th { font-weight: 600; opacity: .8; }
.exp-values th { white-space: nowrap; }
.sum-table td { font-variant-numeric: tabular-nums; }
.sum-gas { display: block; height: .3rem; width: 5rem; border-radius: .15rem; margin-top: .15rem;
  background: color-mix(in srgb, currentColor 10%, transparent); }
.sum-gas i { display: block; height: 100%; border-radius: .15rem; background: #009E73; }
.exp-raw { font-family: "Source Code Pro", monospace; font-size: .78rem; opacity: .7;
  overflow-wrap: anywhere; max-height: 6.5rem; overflow-y: auto; }
[class*=st-key-explorer-lines-] code { counter-reset: exp-line var(--exp-first); }
[class*=st-key-explorer-lines-] .linenumber { font-size: 0 !important;
  min-width: 2.2rem !important; padding-right: .9rem !important; }
[class*=st-key-explorer-lines-] .linenumber::before { counter-increment: exp-line;
  content: counter(exp-line); font-size: .8rem; }
</style>
"""
