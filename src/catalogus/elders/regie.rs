//! Agreements on start and stop (305 and 307).

use super::{partijen, via};
use crate::catalogus::CatalogusRegel;
use crate::regels::soorten::{REGIE, START, STOP};

pub(super) const REGELS: &[CatalogusRegel] = &[
    via(
        "OP011",
        START,
        &["TR134"],
        "De start wordt gemeld als de zorg is begonnen",
        "Stuur de 305 niet vooruit. Een begindatum na de dagtekening wordt afgekeurd.",
    )
    .alleen_ijw(),
    via(
        "OP033",
        REGIE,
        &["TR063", "TR071", "TR074"],
        "Een start of stop verbeteren gaat met StatusAanlevering",
        "Neem de oude melding terug met waarde 3, en stuur dan de goede met waarde 1.",
    )
    .zie(&["IV008"]),
    via(
        "OP033x2",
        REGIE,
        &["CS058"],
        "StatusAanlevering 2 wordt niet gebruikt",
        "Een melding wijzigen kan niet in één keer. Gebruik 3 om haar terug te nemen en 1 voor de nieuwe.",
    )
    .zie(&["IV008"]),
    via(
        "OP072",
        STOP,
        &["TR018", "TR019", "TR382"],
        "Eerst komt de start, dan de stop",
        "Een stop noemt de start waar hij bij hoort.",
    ),
    via(
        "OP155",
        STOP,
        &["TR382"],
        "Een stop verwijst naar de laatste start",
        "Neem toewijzingnummer, product en begindatum over uit de start die nu geldt.",
    ),
    partijen(
        "OP270",
        REGIE,
        "Gemeente en aanbieder spreken af welke dag als start en stop telt",
        "Zij kiezen samen welke dag er in de 305 en de 307 komt. Gebruik liefst voor alle producten \
         dezelfde afspraak.",
    )
    .alleen_ijw(),
    partijen(
        "OP271",
        START,
        "De start wordt binnen vijf werkdagen gemeld",
        "De termijn begint op de dag dat de zorg start. Kwam de toewijzing pas later, dan begint hij op de \
         dag dat die binnenkwam. De poort bewaakt hem: zij rekent vanaf de ingangsdatum, want eerder kent zij geen start.",
    ),
    partijen(
        "OP272",
        STOP,
        "De stop wordt binnen vijf werkdagen gemeld",
        "De termijn begint op de dag dat de zorg stopt. Wordt een tijdelijke stop definitief, dan begint \
         hij als dat bekend is. De poort bewaakt hem na de einddatum van de toewijzing; een eerder einde ziet \
         zij niet.",
    ),
    partijen(
        "OP288",
        REGIE,
        "Op elke start volgt een stop",
        "Meld de stop ook als de zorg volgens plan eindigt, of op de einddatum van de toewijzing. Zonder \
         stop blijft de levering open staan.",
    ),
    via(
        "OP289",
        REGIE,
        &["TR326"],
        "Per toewijzing loopt er één start tegelijk",
        "Een nieuwe start kan pas na een stop, of nadat de vorige start is teruggenomen.",
    ),
    partijen(
        "OP295",
        REGIE,
        "Start en stop melden is verplicht",
        "Dit geldt voor inspannings- en outputgerichte producten. Is de zorg begonnen toen dit nog niet \
         moest en is er dus geen start, dan kan er ook geen stop worden gestuurd.",
    ),
    via(
        "OP363",
        REGIE,
        &["TR019"],
        "Een start of stop gaat over een toegewezen product",
        "Meld alleen zorg waarvoor er een toewijzing is. Bij taakgericht werken is die er niet.",
    ),
    partijen(
        "OP369",
        REGIE,
        "De gemelde dagen zijn de echte dagen van de zorg",
        "In iWmo bepalen start en stop wanneer de cliënt een eigen bijdrage betaalt aan het CAK. Klopt een \
         dag niet, dan klopt de rekening misschien ook niet.",
    )
    .alleen_iwmo(),
    via(
        "OP377",
        STOP,
        &["TR382", "TR414", "TR415"],
        "Een definitieve stop volgt op een start of een tijdelijke stop",
        "Na een definitieve stop is eerst een nieuwe start nodig.",
    ),
    via(
        "OP378",
        STOP,
        &["TR413"],
        "Na een tijdelijke stop komt geen tweede tijdelijke stop",
        "Meld een definitieve stop, of eerst een nieuwe start.",
    ),
    via(
        "OP379",
        START,
        &["TR326"],
        "Na een stop mag de zorg opnieuw beginnen",
        "Dat mag na een tijdelijke en na een definitieve stop. Stuur een nieuwe 305.",
    ),
];
