"""Shared hosts: websites where many have a page of theirs, so that their name proves nothing (DESIGN 5, claims).

What lies under such a name is shared too. The list is ours; the setting `shared_hosts` adds to it, and takes from it
what begins with a minus.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SHIPPED: Final = frozenset(
    # where people and organisations meet
    "facebook.com fb.com fb.me instagram.com twitter.com x.com linkedin.com youtube.com youtu.be tiktok.com "
    "pinterest.com pinterest.fr threads.net bsky.app t.me telegram.me whatsapp.com wa.me discord.com discord.gg "
    "reddit.com vimeo.com flickr.com meetup.com eventbrite.com eventbrite.fr mastodon.social mastodon.online "
    "mstdn.social mastodon.xyz framapiaf.org mamot.fr piaille.fr mobilizon.fr mobilizon.org keskonfai.fr "
    "diaspora-fr.org "
    # sites made of somebody's blocks
    "wordpress.com blogspot.com blogger.com tumblr.com medium.com substack.com over-blog.com over-blog.fr "
    "canalblog.com e-monsite.com jimdo.com jimdofree.com jimdosite.com wix.com wixsite.com weebly.com "
    "squarespace.com webflow.io webnode.com webnode.fr webself.net site123.me strikingly.com godaddysites.com "
    "business.site canva.site carrd.co notion.site notion.so framasite.org frama.site frama.wiki assoconnect.com "
    "yapla.com asso-web.com pepsup.com sportsregions.fr monsite-orange.fr pagesperso-orange.fr wanadoo.fr free.fr "
    "chez.com sitew.fr sitew.com simdif.com strato.de homestead.com webs.com altervista.org blog4ever.com "
    "eklablog.com skyrock.com spip.net ouvaton.org "
    # forges, and where pages lie for whoever asks
    "github.com github.io gitlab.com gitlab.io codeberg.org codeberg.page framagit.org bitbucket.org "
    "sourceforge.net sr.ht netlify.app netlify.com vercel.app pages.dev workers.dev herokuapp.com onrender.com "
    "fly.dev web.app firebaseapp.com appspot.com azurewebsites.net cloudfront.net amazonaws.com surge.sh "
    "readthedocs.io ngrok.io "
    # papers, forms, maps, shortened addresses
    "google.com google.fr goo.gl g.page dropbox.com airtable.com framaforms.org typeform.com issuu.com calameo.com "
    "linktr.ee bit.ly tinyurl.com ow.ly wikipedia.org wikidata.org openstreetmap.org umap.openstreetmap.fr "
    "gogocarto.fr tripadvisor.fr tripadvisor.com leboncoin.fr pagesjaunes.fr societe.com "
    # money, tickets, shops
    "helloasso.com ulule.com kisskissbankbank.com leetchi.com zeste.coop tudigo.co opencollective.com liberapay.com "
    "patreon.com tipeee.com billetweb.fr weezevent.com myshopify.com etsy.com cagette.net openfoodfrance.org "
    "openfoodnetwork.org socleo.org".split()
)


@dataclass(frozen=True, slots=True)
class SharedHosts:
    """The hosts that prove nothing."""

    names: frozenset[str] = SHIPPED

    @classmethod
    def of(cls, setting: str) -> SharedHosts:
        """The shipped list with what an operator changed.

        >>> SharedHosts.of("coop.example, -free.fr").covers("asso.coop.example:8443")
        True
        >>> SharedHosts.of("coop.example, -free.fr").covers("asso.free.fr")
        False
        """
        said = setting.lower().replace(",", " ").split()
        taken = {name[1:] for name in said if name.startswith("-")}
        return cls((SHIPPED | {name for name in said if not name.startswith("-")}) - taken)

    def covers(self, host: str) -> bool:
        """Whether host[:port] is one of them, or lies under one."""
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        labels = name.split(".")
        return host in self.names or any(".".join(labels[start:]) in self.names for start in range(len(labels)))
