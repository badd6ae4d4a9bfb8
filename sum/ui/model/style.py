"""How the model's page looks."""

STYLE = """
<style>
.mod-figures { display: grid; gap: .9rem; }
.mod-figure { margin: 0; min-width: 0; }
.mod-figure img { width: 100%; display: block; border-radius: .4rem; }
.mod-figure figcaption { font-size: .9rem; padding-top: .25rem; text-align: center;
  overflow-wrap: anywhere; }
.mod-legend { display: flex; flex-wrap: wrap; gap: .3rem 1.25rem; font-size: .9rem; }
.mod-legend span { display: inline-flex; align-items: center; gap: .45em; }
.mod-legend i { width: .9em; height: .9em; border-radius: .2em; flex: none; }
.mod-bars { display: grid; gap: .3rem .75rem; font-size: .95rem; align-items: center;
  grid-template-columns: fit-content(45%) minmax(3.5rem, 1fr) max-content; }
.mod-row { display: contents; }
.mod-name { overflow-wrap: break-word; line-height: 1.25; hyphens: auto; min-width: 0; }
.mod-value { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap;
  font-size: .875rem; }
.mod-track { position: relative; height: 1rem; border-radius: .2rem;
  background: color-mix(in srgb, currentColor 7%, transparent); }
.mod-bars:not(.mod-plain) .mod-track::after { content: ""; position: absolute; left: 50%;
  top: -.1rem; bottom: -.1rem; border-left: 1px solid currentColor; opacity: .45; }
.mod-track span { position: absolute; }
.mod-bar { top: .2rem; bottom: .2rem; background: var(--side); border-radius: .15rem; }
.mod-was { top: 0; bottom: 0; border-radius: .2rem;
  background: color-mix(in srgb, var(--side) 30%, transparent); }
.mod-confusion { border-collapse: separate; border-spacing: 3px; font-size: .95rem;
  font-variant-numeric: tabular-nums; margin: 0; }
.mod-confusion th { font-weight: 600; padding: .2rem .4rem; white-space: nowrap; }
.mod-confusion th, .mod-confusion td { border: 0; }
.mod-confusion tbody th { text-align: right; }
.mod-confusion td { text-align: center; min-width: 2.1rem; padding: .3rem .25rem;
  border-radius: .25rem; }
.mod-confusion .mod-says, .mod-confusion .mod-is { font-weight: 400; opacity: .7;
  font-size: .875rem; }
.mod-confusion .mod-right { padding-left: .75rem; text-align: right; }
.mod-words { display: flex; flex-wrap: wrap; gap: .35rem; font-size: 1.15rem; }
.mod-words span { padding: .05em .4em; border-radius: .35em; }
.mod-hist { display: flex; align-items: flex-end; gap: 2px; height: 5.5rem; }
.mod-hist > div { flex: 1; display: flex; flex-direction: column-reverse; min-width: 0;
  height: 100%; position: relative; border-radius: .15rem; }
.mod-hist i { display: block; }
.mod-hist .mod-here { background: color-mix(in srgb, currentColor 16%, transparent); }
.mod-hist .mod-here::after { content: "▼"; position: absolute; top: -1.1rem; left: 50%;
  transform: translateX(-50%); font-size: .8rem; }
.mod-ends { display: flex; justify-content: space-between; font-size: .85rem; opacity: .75; }
@media (max-width: 640px) {
  .mod-from { display: none; }
  .mod-confusion { font-size: .8rem; border-spacing: 1px; }
  .mod-confusion td { min-width: 1.45rem; padding: .25rem .1rem; }
  .mod-confusion th { padding: .1rem .25rem; }
}
</style>
"""
