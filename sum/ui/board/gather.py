"""The lobby on the big screen: how to join, and who is here."""

from html import escape

from sum.room import Room, Snapshot
from sum.room.records import Person
from sum.room.telling import counted
from sum.ui.address import is_local
from sum.ui.board.top import humans, join_link, site
from sum.ui.roles import look
from sum.viz.palette import css_colour
from sum.viz.qr import qr_img


def way_in(room: Room) -> str:
    """A QR code, the room's code and the address, as HTML: smaller when most people are here."""
    link = join_link(room)
    warning = (
        '<div class="sum-note">This address only works on this machine: open the app by its name or'
        " address in your network, and everybody can use the code.</div>"
        if is_local(link)
        else ""
    )
    locked = (
        '<div class="sum-note"><b>Nobody else can join now.</b></div>'
        if room.snapshot.classroom.locked
        else ""
    )
    size = " sum-small" if room.snapshot.classroom.results else ""
    return (
        f'<div class="sum-way{size}"><div class="sum-qr">{qr_img(link, "QR code to join")}</div>'
        '<div><div class="sum-label">Scan it, or go to</div>'
        f'<div class="sum-site">{escape(site(room))}</div>'
        '<div class="sum-label">and type the code</div>'
        f'<div class="sum-code">{room.code}</div>{locked}{warning}</div></div>'
    )


def about(snapshot: Snapshot) -> str:
    """What the round will be about, as HTML."""
    led = snapshot.classroom
    roles = (
        "Roles are dealt out in secret when it begins: somebody will be an attacker."
        if led.roles == "dealt"
        else "Everybody chooses what to play."
    )
    learns = f"{snapshot.dataset.title} · {snapshot.model.title} · {snapshot.settings.terms.title}"
    minutes = f"{round(led.length / 60)} minutes. " if led.length else ""
    return (
        f'<div class="sum-about"><h1>{escape(led.title or "Share a model")}</h1>'
        f'<div class="sum-round">Round {led.round} · {escape(learns)}</div>'
        f"<p>{escape(snapshot.dataset.summary)}</p><p>{minutes}{roles}</p></div>"
    )


def crowd(snapshot: Snapshot) -> str:
    """Who is here, as HTML."""
    here = humans(snapshot)
    count = f"{len(here)} {'is' if len(here) == 1 else 'are'} here"
    names = "".join(_name(each) for each in here)
    bots = sum(bool(each.bot) for each in snapshot.people)
    alone = (
        f"{counted(bots, 'bot')} that {'plays by itself' if bots == 1 else 'play by themselves'}"
    )
    more = f'<div class="sum-note">and {alone}</div>' if bots else ""
    return (
        f'<div class="sum-crowd"><h2>{count if here else "Nobody is here yet"}</h2>'
        f'<div class="sum-names">{names}</div>{more}</div>'
    )


def _name(person: Person) -> str:
    looks = look(person.role)
    sign = "" if person.role == "hidden" else f"{looks.sign} "
    return (
        f'<span class="sum-who sum-is-{person.id}" style="color: {css_colour(looks.role)}">'
        f"{sign}{escape(person.name)}</span>"
    )
