"""What each setting is, in French; in English it says so itself, beside its default (`node/settings.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FRENCH: Final[Mapping[str, str]] = {
    "origin": "l'adresse publique du nœud ; les adresses des fiches en découlent et elle ne change jamais",
    "title": "le nom du nœud, affiché sur ses pages",
    "language": "la langue du nœud quand le lecteur n'en choisit pas : fr ou en",
    "email": "l'adresse de ceux qui répondent du nœud ; les oppositions aux fiches proposées y arrivent",
    "description": "une phrase ou deux sur ce nœud, affichées sur sa première page et sur /about",
    "source_url": "où est le code source de ce nœud, s'il a été modifié ; affiché sur /about",
    "publisher": "qui publie le site : nom et forme juridique (Les Pédales, SCIC SA à capital variable)",
    "publisher_address": "l'adresse postale de qui publie le site",
    "publisher_phone": "le téléphone de qui publie le site",
    "publisher_number": "le numéro de registre de qui publie le site (SIREN, RNA…), s'il en a un",
    "publication_director": "qui dirige la publication",
    "hosting": "qui héberge la machine : nom, adresse, téléphone",
    "data_contact": "à qui écrire au sujet des données personnelles ; à défaut, email",
    "data_officer": "le délégué à la protection des données, s'il y en a un",
    "audit_date": "le jour de l'audit d'accessibilité (2026-11-23)",
    "audit_by": "qui a fait l'audit d'accessibilité",
    "audit_standard": "selon quel référentiel l'audit d'accessibilité a été fait",
    "audit_rate": "combien de critères sur cent sont respectés, d'après l'audit d'accessibilité",
    "audit_exceptions": "ce qui n'est pas accessible, ou pas concerné, séparé par des barres : la carte | les vidéos",
    "listen": "l'adresse et le port où écouter, derrière le serveur qui porte le certificat",
    "membership": "comment un réseau de ce nœud admet ses membres : approve (à la main) ou open (d'office)",
    "federation": (
        "avec quels serveurs ce nœud traite : open (tous sauf ceux qu'on refuse) ou closed (seulement ceux"
        " qu'on admet) ; voir bocage domains ; l'annuaire suit au prochain démarrage"
    ),
    "recognised_networks": (
        "les réseaux dont les membres comptent comme attestés : identifiants ou adresses, séparés par des"
        " espaces (reseau@reseau.example)"
    ),
    "shared_hosts": (
        "les hôtes que beaucoup partagent et dont les sites ne prouvent rien, en plus de ceux que nous"
        " connaissons (réseaux sociaux, sites clés en main, forges…) ; -HÔTE pour un qui prouve quand même"
    ),
    "website_recheck_days": "les jours après lesquels un site web, ou un lien d'un bilan, est regardé de nouveau",
    "website_reads_per_hour": "les sites web lus en une heure, et autant de liens de bilans ; 0 : aucun",
    "website_reads_per_domain": "de même, en une heure sous un même domaine enregistré",
    "website_page_bytes": "la plus grande page d'un site web qui est lue, en octets",
    "credential_status_hours": (
        "les heures après lesquelles la liste de ce qu'un auteur d'ailleurs a révoqué est relue ; 0 : aucune"
    ),
    "credential_status_minutes": (
        "les minutes après lesquelles cette liste est relue quand une page montre quelque chose de son auteur"
    ),
    "move_cooldown_days": (
        "les jours entre deux déménagements : une organisation d'ici n'en fait pas un second plus tôt, celui"
        " d'une organisation que l'on suit reste sans effet"
    ),
    "default_license": "la licence d'une fiche dont l'auteur n'en nomme pas (SPDX)",
    "default_policy": "ce que l'on peut faire d'une fiche dont l'auteur ne le dit pas",
    "default_visibility": "qui voit une fiche dont l'auteur ne le dit pas : public, network, followers ou private",
    "territory_actors_per_hour": (
        "les territoires et les thèmes dont le compte reçoit ses clés en une heure, parce que quelqu'un le demande pour"
        " la première fois"
    ),
    "territory_told_per_hour": (
        "ce que le compte d'un territoire ou d'un thème dit en une heure aux abonnés sans notre vocabulaire"
        " ; le reste est résumé en une note"
    ),
    "allow_private_networks": (
        "développement seulement : permet http et les pairs sur la boucle locale ou un réseau privé ; annoncé"
        " à chaque démarrage ; jamais sur un nœud que d'autres peuvent joindre"
    ),
    "max_body_bytes": "le plus gros message accepté, en octets",
    "max_actor_bytes": "la plus grande fiche d'acteur lue ailleurs, en octets",
    "max_backlog": "les activités d'un même serveur qui peuvent attendre avant qu'on lui demande de revenir plus tard",
    "header_deadline_s": "les secondes qu'une connexion peut prendre jusqu'à la fin des en-têtes d'une demande",
    "body_deadline_s": "les secondes qu'une demande avec un contenu peut prendre, des en-têtes à la réponse",
    "max_connections": (
        "les connexions en même temps ; une de plus prend la place de celle qui attend depuis le plus longtemps"
    ),
    "max_connections_per_address": (
        "les connexions en même temps depuis une même adresse ; la boucle locale et les mandataires de"
        " confiance ne comptent pas"
    ),
    "trusted_proxies": (
        "les adresses ou réseaux des mandataires, outre la boucle locale, dont X-Forwarded-For est cru : 172.16.0.0/12"
    ),
    "rate_read": "les pages et documents qu'une adresse peut demander en une minute ; 0 : sans limite",
    "rate_query": "les questions qu'une adresse peut poser à l'annuaire en une minute ; 0 : sans limite",
    "rate_discovery": "les questions à WebFinger et NodeInfo qu'une adresse peut poser en une minute ; 0 : sans limite",
    "rate_oauth": (
        "les demandes qu'une adresse peut faire en une minute pour laisser un programme agir, et pour publier"
        " par programme ; 0 : sans limite"
    ),
    "rate_follow": (
        "les demandes de suivi depuis son propre serveur (que nous interrogeons alors) qu'une adresse peut"
        " faire en une minute ; 0 : sans limite"
    ),
    "rate_failures": (
        "les mauvaises signatures, clés inconnues et mauvais jetons d'une adresse en une minute avant que ses"
        " messages attendent"
    ),
    "discovery_actors": (
        "les acteurs inconnus qu'un même domaine enregistré peut amener en une heure en nous écrivant ; 0 : sans limite"
    ),
    "discovery_hosts": (
        "les serveurs inconnus d'un même domaine enregistré en une heure, sous-domaines et ports compris ; 0"
        " : sans limite"
    ),
    "discovery_everybody": (
        "les acteurs inconnus que tous les domaines ensemble peuvent amener en une heure ; 0 : sans limite"
    ),
    "discovery_at_once": (
        "les lectures en même temps, chez un même domaine enregistré, de ce que d'autres y désignent ; 0 : sans limite"
    ),
    "discovery_everybody_at_once": (
        "la même chose pour tous les domaines ensemble, afin que les envois gardent leurs connexions ; 0 : sans limite"
    ),
    "activity_actors": "les acteurs qu'une seule activité peut nous faire chercher",
    "activity_fetches": "les demandes qu'une seule activité peut nous faire envoyer",
    "activity_depth": "les pas, de ce qu'une activité désigne à ce que cela désigne à son tour",
    "rate_passwords": "les mots de passe essayés en une minute depuis une adresse, et pour une personne",
    "session_days": (
        "les jours après lesquels une personne qui n'est pas venue à son espace de travail se connecte à nouveau"
    ),
    "messages_per_hour": "les messages qu'une organisation peut envoyer en une heure",
    "messages_heard_per_hour": (
        "les messages qu'une organisation reçoit d'un même serveur en une heure ; les suivants sont laissés de côté"
    ),
    "messages_kept": "les messages gardés pour une organisation ; les plus anciens partent d'abord",
    "versions_kept": "les versions antérieures gardées de chacune de nos fiches ; 0 : aucune",
    "picture_megapixels": "les points que peut avoir une image envoyée à l'espace de travail, en millions",
    "pictures_mb": "les mégaoctets d'images gardés pour une organisation",
    "drafts_kept": "les brouillons gardés pour une organisation ; les plus anciens partent d'abord",
    "invitation_days": "les jours pendant lesquels une invitation fait entrer quelqu'un",
    "smtp_host": "le serveur de courriel qui porte ce que le nœud envoie ; sans lui, rien ne part",
    "smtp_port": "son port ; 0 : celui d'usage, 587 pour starttls, 465 pour tls, 25 pour none",
    "smtp_tls": (
        "comment le chemin jusqu'à lui est chiffré : starttls, tls ou none ; sans chiffrement, aucun mot de"
        " passe ne part vers une autre machine"
    ),
    "smtp_user": "le nom sous lequel s'y présenter ; sans lui, le nœud ne s'identifie pas",
    "smtp_password_file": "le fichier qui contient le mot de passe, dans le dossier du nœud ou par son chemin complet",
    "smtp_from": "l'adresse d'où partent les courriels ; à défaut, email",
    "mail_per_hour": "les courriels envoyés en une heure ; les autres attendent",
    "digests_most": "les abonnements aux nouvelles par courriel, en tout",
    "digest_asks_per_day": "les demandes de confirmation d'abonnement qui partent en un jour ; 0 : aucune",
    "digest_asks_per_source": "les adresses qu'une même source peut donner en un jour ; 0 : sans limite",
    "mail_keep_hours": "les heures pendant lesquelles un courriel qui ne part pas est retenté",
    "keep_journal_days": "les jours pendant lesquels le journal de l'espace de travail est gardé",
    "signature_window_past_s": "l'âge admis d'une requête signée, en secondes",
    "signature_window_future_s": "l'avance admise d'une requête signée, en secondes",
    "record_future_s": "l'avance admise de la date d'une fiche, en secondes",
    "catchup_interval_s": "tous les combien demander à ceux que l'on suit ce que l'on a manqué, en secondes",
    "deliveries_at_once": "les boîtes servies en même temps",
    "slow_deliveries_at_once": (
        "les boîtes des serveurs qui se font attendre, en plus des autres : elles ne prennent la place d'aucune"
    ),
    "inboxes_per_host": "les boîtes d'un même serveur servies en même temps",
    "backfill_pages": "les pages lues au plus pour rattraper un acteur",
    "synchronize_followers": (
        "les abonnés d'un même serveur au plus pour que les deux côtés comparent leurs listes (FEP-8fcf) ; 0 : jamais"
    ),
    "synchronize_interval_s": (
        "tous les combien au plus lire la liste, contestée, des abonnés d'un même acteur d'ailleurs, en secondes"
    ),
    "synchronize_pages": "les pages lues au plus d'une telle liste",
    "embed_sites": (
        "les sites qui peuvent montrer l'annuaire dans un cadre : * (tous), des adresses séparées par des"
        " espaces, ou rien"
    ),
    "feeds_kept_mb": "les mégaoctets de flux gardés prêts en mémoire ; 0 : chacun est écrit à nouveau",
    "feed_tombstone_days": (
        "les jours pendant lesquels les flux Atom disent quelles fiches ont été retirées, par leur adresse ; 0 : jamais"
    ),
    "export_limit": "les fiches que contient au plus un export de l'annuaire ; il le dit quand il y en a davantage",
    "export_limit_xlsx": (
        "les fiches que contient au plus un classeur : il doit être entier avant de partir (une minute environ)"
    ),
    "exports_at_once": "les exports en cours en même temps ; une même adresse en a la moitié au plus",
    "workbooks_at_once": (
        "les classeurs en train d'être faits en même temps ; chacun prend un processus et, le temps de le"
        " faire, de la place sur le disque (environ 3 ko par fiche)"
    ),
    "export_stall_s": "les secondes que le lecteur d'un export peut prendre pour en accepter la suite",
    "export_deadline_s": "les secondes qu'un export peut prendre du début à la fin",
    "page_size": "les entrées par page d'une collection",
    "directory_in_memory": (
        "garder en mémoire qui peut trouver quoi : toute question se compte et se trie aussitôt, quel que"
        " soit le nombre de fiches (20 Mo environ pour 100 000 fiches) ; false : tout est demandé à la base"
    ),
    "import_pause_records": "les fiches qu'un import publie d'un seul trait",
    "import_workers": (
        "les processus qui préparent un import (lire, vérifier, signer) ; 0 : pour un long, autant que de processeurs"
    ),
    "import_max_mb": "le plus grand fichier que l'espace de travail prend pour un import, en mégaoctets",
    "import_max_lines": "les lignes qu'un tel fichier peut avoir ; la ligne de commande en prend un million",
    "keep_imports_days": (
        "les jours pendant lesquels un import peut être défait ; puis son rapport et ce qui reste de son"
        " fichier sont effacés"
    ),
    "keep_inbox_days": "pendant combien de jours l'identifiant d'une activité appliquée est retenu",
    "keep_deliveries_days": (
        "les jours pendant lesquels on se souvient de qui a reçu ce qui ne vaut plus (de ce qui vaut encore,"
        " on s'en souvient : il faudra dire son retrait)"
    ),
    "ask_software_days": (
        "au bout de combien de jours on redemande à un serveur à qui l'on envoie quel logiciel il fait tourner"
    ),
    "keep_strangers_days": (
        "les jours pendant lesquels on se souvient d'un acteur ou d'un serveur avec lequel personne ici n'a affaire"
    ),
    "map_tiles": (
        "d'où viennent les fonds de carte, comme https://tuiles.example/{z}/{x}/{y}.png ; sans lui rien ne"
        " vient d'ailleurs. L'adresse IP de qui regarde une carte est alors connue de ce site :"
        " /donnees-personnelles le dit"
    ),
    "map_tiles_credit": "à qui sont ces fonds, dit sur les cartes",
    "contours_file_mb": "la taille d'un fichier de contours au plus, décompressé, en mégaoctets",
    "contours_memory_mb": (
        "la mémoire que sa lecture peut prendre, en mégaoctets ; elle se fait dans un processus à part"
    ),
    "contours_time_s": "les secondes de travail qu'elle peut prendre",
    "sparql": "répondre au SPARQL : une base déduite suit les fiches, tenue par des processus à part",
    "sparql_time_s": "les secondes qu'une question SPARQL peut prendre avant d'être arrêtée",
    "sparql_rows": "les lignes, ou les affirmations, que sa réponse peut avoir",
    "sparql_answer_mb": "la taille de cette réponse au plus, en mégaoctets",
    "sparql_query_bytes": "la taille d'une question au plus, en octets",
    "sparql_workers": "les questions répondues en même temps, chacune dans un processus à part",
    "sparql_queue": "les questions qui peuvent attendre un processus ; les suivantes sont priées de revenir",
    "sparql_per_address": (
        "les questions d'une même adresse en même temps ; celles de la machine et des relais de confiance ne"
        " comptent pas"
    ),
    "sparql_running_per_address": (
        "combien d'entre elles sont répondues en même temps ; les autres attendent, pour laisser un processus"
        " aux autres lecteurs"
    ),
    "sparql_memory_mb": "la mémoire qu'une question peut prendre, en mégaoctets",
    "sparql_max_lag_s": "le retard de la base sur les fiches au-delà duquel le SPARQL ne répond plus, en secondes",
    "dump_hour": "l'heure, en temps universel, à laquelle tout ce qui peut partir en bloc est exporté ; 24 : jamais",
    "keep_dumps_days": "les jours pendant lesquels un export complet est gardé ; le dernier l'est toujours",
    "keep_counts_months": "les mois pendant lesquels les chiffres mensuels des territoires sont gardés",
    "keep_upgrade_copies": "les copies de la base gardées dans backups/, une avant chaque changement de schéma",
    "metrics": "qui peut lire /metrics : local (cette machine et trusted_proxies, pour personne d'autre) ou open",
    "log_format": "le format du journal : text ou json",
    "log_level": "ce qu'il retient : debug, info, warning ou error",
}
