"""How the board of a class looks: large letters, a grid that fills the screen, no jumps."""

# A style in which a tag seems to begin would be taken out: \3c stands for that sign.
STYLE = """
<style>
@property --left { syntax: "\\3c integer>"; initial-value: 0; inherits: false; }
@property --minutes { syntax: "\\3c integer>"; initial-value: 0; inherits: false; }
[data-testid=stMainBlockContainer] { --big: clamp(1rem, .62rem + .72vw, 1.6rem);
  padding: 3.9rem 2rem 1rem; }
@media (max-width: 640px) { [data-testid=stMainBlockContainer] { padding: 3.9rem 1rem 1rem; } }
.st-key-board-top, .st-key-board-grid, .st-key-board-gather, .st-key-board-last,
.st-key-board-last-round { display: grid !important; gap: .8rem 1.6rem !important; width: 100%; }
.st-key-board-top { grid-template-columns: minmax(13rem, 1fr) minmax(0, 4.4fr);
  gap: .7rem !important; }
.st-key-board-grid { grid-template-columns: minmax(0, 1.25fr) minmax(0, 1fr) minmax(0, 1.15fr); }
.st-key-board-gather { grid-template-columns: minmax(0, 1fr) minmax(0, 1.2fr); align-items: start; }
.st-key-board-last { grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
.st-key-board-last-round { grid-template-columns: minmax(0, 1.2fr) minmax(0, 1fr); }
@media (max-width: 1100px) {
  .st-key-board-top, .st-key-board-last-round, .st-key-board-gather
    { grid-template-columns: minmax(0, 1fr); }
  .st-key-board-grid { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  .st-key-board-grid > :first-child { grid-column: 1 / -1; }
}
@media (max-width: 760px) {
  .st-key-board-gather > :first-child { order: 1; }  /* who looks at a phone has joined */
  .sum-way .sum-qr { width: 12rem; min-width: 12rem; }
  .st-key-board-grid { grid-template-columns: minmax(0, 1fr); } }
.st-key-board-charts, .st-key-board-places, .st-key-board-gains { gap: .5rem !important; }

.sum-head { font-size: calc(var(--big) * 1.05); font-weight: 700; line-height: 1.3;
  white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.st-key-board-top div:not([class*=sum-]) { height: 100%; }
.sum-note { font-size: .8em; font-weight: 400; opacity: .7; }
.sum-more { opacity: .7; font-size: .9em; }
.sum-tiles { display: grid; gap: .7rem; height: 100%;
  grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); }
.sum-tile { border: 1px solid color-mix(in srgb, currentColor 18%, transparent);
  border-radius: .5rem; padding: .5rem .8rem; min-width: 0; container-type: inline-size;
  font-size: var(--big); line-height: 1.3; }
.sum-tile > div { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.sum-label { font-size: .85em; }
.sum-tile .sum-note { font-size: .72em; }
.sum-value { font-size: clamp(1.3rem, 21cqw, 3.6rem); font-weight: 700; line-height: 1.15;
  font-variant-numeric: tabular-nums; }
.sum-value small { font-size: 45%; font-weight: 600; }
.sum-time { border-width: 2px; height: 100%; }
.sum-time .sum-note { font-size: .8em; }
.sum-time .sum-value { font-size: clamp(2rem, 24cqw, 4.2rem); line-height: 1; }
.sum-text .sum-value { font-size: clamp(1.3rem, 13cqw, 3rem); line-height: 1.4; }
.sum-tile .sum-still { opacity: 1; font-weight: 700; }

/* A countdown that needs no news: it begins when it is put here, and ends at nothing. */
.sum-count { animation: sum-count linear forwards; --minutes: calc((var(--left) - 29.5) / 60);
  counter-reset: minutes var(--minutes) seconds calc(var(--left) - 60 * var(--minutes)); }
.sum-count::after { content: counter(minutes) ":" counter(seconds, decimal-leading-zero); }
@keyframes sum-count { from { --left: var(--from); } to { --left: 0; } }

.sum-places { --row: 1.86em; font-size: var(--big); height: calc(var(--rows) * var(--row)); }
.sum-place { height: var(--row); display: grid; grid-template-columns: 1.6em minmax(0, 1fr) auto;
  column-gap: .3em; align-content: start; align-items: baseline; line-height: 1.35; }
.sum-place > i { font-style: normal; opacity: .7; font-variant-numeric: tabular-nums; }
.sum-place > b { font-variant-numeric: tabular-nums; white-space: nowrap; }
.sum-who { font-weight: 600; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.sum-bar { grid-column: 1 / -1; position: relative; height: .28em; border-radius: .2em;
  background: linear-gradient(90deg, transparent calc(50% - 1px), currentColor calc(50% - 1px)
    calc(50% + 1px), transparent calc(50% + 1px)),
    color-mix(in srgb, currentColor 8%, transparent); }
.sum-bar span { position: absolute; top: 0; bottom: 0; border-radius: .2em; }

.sum-flows { display: grid; grid-template-columns: minmax(0, 1fr) minmax(2rem, .9fr)
  minmax(0, 1fr); font-size: var(--big); height: 17em; line-height: 1.2; }
.sum-flows.sum-more { display: block; line-height: 1.5; }
.sum-bands { position: relative; }
.sum-bands > i { position: absolute; inset: 0; opacity: .5; }
.sum-side { position: relative; }
.sum-side > div { position: absolute; left: 0; right: 0; display: flex; flex-direction: column;
  justify-content: center; border-left: .4em solid; padding-left: .4em; overflow: hidden; }
.sum-gave > div { border-left: 0; border-right: .4em solid; padding: 0 .4em 0 0;
  text-align: right; }
.sum-side span { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; font-size: .85em; }
.sum-side b { font-size: .85em; white-space: nowrap; font-variant-numeric: tabular-nums; }

.sum-news { display: grid; gap: .35em; font-size: calc(var(--big) * .82); line-height: 1.3;
  height: 16em; overflow: auto; align-content: start; scrollbar-width: thin; }
.sum-line { display: grid; grid-template-columns: 1.2em minmax(0, 1fr); overflow-wrap: anywhere; }
.sum-line .sum-note { white-space: nowrap; }

.sum-way { display: flex; flex-wrap: wrap; gap: 1.5rem 2.2rem; align-items: center;
  justify-content: center; font-size: var(--big); }
.sum-qr { width: min(100%, 58vh, 34rem); min-width: min(100%, 14rem); }
.sum-small .sum-qr { width: 15rem; min-width: 12rem; }
.sum-site { font-size: clamp(1.2rem, 1.9vw, 2.4rem); font-weight: 700; overflow-wrap: anywhere; }
.sum-code { font-size: clamp(3rem, 6.5vw, 8rem); font-weight: 800; letter-spacing: .08em;
  line-height: 1.1; font-variant-numeric: tabular-nums; }
.sum-about, .sum-crowd { font-size: var(--big); line-height: 1.4; }
.sum-about h1 { font-size: clamp(1.8rem, 3.2vw, 3.6rem); line-height: 1.15;
  padding: 0 !important; margin: 0 0 .4rem !important; }
.sum-about p { margin: .5rem 0 0; font-size: 1em; }
.sum-round { font-weight: 600; }
.sum-crowd h2 { font-size: clamp(1.5rem, 2.4vw, 2.8rem);
  padding: 0 !important; margin: .8rem 0 .7rem !important; }
.sum-names { display: flex; flex-wrap: wrap; gap: .5em .7em; }
.sum-names .sum-who { border: 2px solid; border-radius: 1em; padding: .1em .7em; max-width: 100%; }

.sum-reveal { font-size: var(--big); border: 2px solid currentColor; border-radius: .6rem;
  padding: .7rem 1.1rem; display: grid; gap: .6rem; }
.sum-asked { font-size: clamp(1.3rem, 2.2vw, 2.6rem); font-weight: 800; line-height: 1.2; }
.sum-sides { display: flex; flex-wrap: wrap; gap: .2em 1.8em; }
.sum-card { animation: sum-card .5s ease-out backwards; }
@keyframes sum-card { from { opacity: 0; transform: translateY(.8em) scale(.9); } }
@media (prefers-reduced-motion: reduce) { .sum-card { animation: none; } }
.sum-rounds { width: 100%; min-width: 38rem; border-collapse: collapse;
  font-size: calc(var(--big) * .9);
  font-variant-numeric: tabular-nums; }
.sum-rounds th { text-align: left; font-weight: 500; opacity: .7; }
.sum-rounds th, .sum-rounds td { padding: .3em .8em .3em 0; border: 0; vertical-align: baseline;
  border-bottom: 1px solid color-mix(in srgb, currentColor 12%, transparent); }
</style>
"""
