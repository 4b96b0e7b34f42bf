//! What the API shows of Declaraties, their lines and what was decided.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::berekening::BerekeningJson;
use crate::http::openapi::woord;
use crate::http::weergave::{BevindingJson, Link, PaginaLinks, bericht_pad, link, moment};
use crate::store::{BesluitRij, DeclaratieRij, Declaratiestatus, Kijker, PrestatieRij, Regeltelling};
use crate::tijd::werkdagen_over;

/// The path of a Declaratie.
pub(super) fn pad(id: Uuid) -> String {
    format!("/api/v1/declaraties/{id}")
}

/// Codes as they are kept: with a space between them.
fn codes(codes: &str) -> Vec<String> {
    codes.split(' ').filter(|code| !code.is_empty()).map(str::to_owned).collect()
}

/// A Declaratie. Amounts are eurocent, credits counted off.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct DeclaratieJson {
    id: Uuid,
    #[schemars(with = "woord::Standaard")]
    standaard: &'static str,
    #[schemars(with = "woord::Declaratiestatus")]
    status: &'static str,
    /// `goedgekeurd`, `afgekeurd` or `deels goedgekeurd`, once it was answered.
    #[schemars(with = "Option<woord::Uitkomst>")]
    uitkomst: Option<&'static str>,
    gemeente: String,
    aanbieder: String,
    declaratie_nummer: Option<String>,
    begindatum: Option<NaiveDate>,
    einddatum: Option<NaiveDate>,
    #[schemars(with = "chrono::DateTime<chrono::Utc>")]
    ontvangen_op: String,
    ingediend: Option<i64>,
    /// Granted, or as long as the gemeente decides: what would be.
    toegekend: Option<i64>,
    /// Why it is refused as a whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    retourcodes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aantal_prestaties: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aantal_afgewezen: Option<i64>,
    /// Version of the proposal; for the gemeente.
    #[serde(skip_serializing_if = "Option::is_none")]
    versie: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reden_aangehouden: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    eerste_goedkeuring_door: Option<String>,
    /// The last day on which the 325 is in time.
    laatste_dag: Option<NaiveDate>,
    /// Working days left: 0 on the last day, negative when it is overdue.
    werkdagen_over: Option<i64>,
    #[serde(rename = "_links")]
    links: DeclaratieLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DeclaratieLinks {
    #[serde(rename = "self")]
    zelf: Link,
    bericht: Link,
    #[serde(skip_serializing_if = "Option::is_none")]
    prestaties: Option<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    besluiten: Option<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    antwoord: Option<Link>,
}

impl DeclaratieJson {
    /// One of many.
    pub(super) fn van(rij: DeclaratieRij, kijker: Kijker, vandaag: NaiveDate) -> DeclaratieJson {
        let (id, gemeente) = (rij.id, matches!(kijker, Kijker::Gemeente(_)));
        let prestaties = super::heeft_regels(&rij, kijker);
        let besluiten = gemeente && rij.versie.is_some();
        let onder = |deel: &str| link(format!("{}/{deel}", pad(id)));
        DeclaratieJson {
            id,
            standaard: rij.standaard.sleutel(),
            status: rij.status.sleutel(),
            uitkomst: rij.uitkomst.map(|uitkomst| uitkomst.sleutel()),
            gemeente: rij.gemeente,
            aanbieder: rij.aanbieder,
            declaratie_nummer: rij.nummer,
            begindatum: rij.periode.map(|(begin, _)| begin),
            einddatum: rij.periode.map(|(_, eind)| eind),
            ontvangen_op: moment(rij.ontvangen_op),
            ingediend: rij.ingediend,
            toegekend: rij.toegekend,
            retourcodes: codes(&rij.codes),
            aantal_prestaties: None,
            aantal_afgewezen: None,
            versie: rij.versie.filter(|_| rij.status != Declaratiestatus::Vastgesteld),
            reden_aangehouden: rij.reden,
            eerste_goedkeuring_door: rij.eerste_goedkeuring,
            laatste_dag: rij.laatste_dag,
            werkdagen_over: rij.laatste_dag.map(|laatste_dag| werkdagen_over(vandaag, laatste_dag)),
            links: DeclaratieLinks {
                zelf: link(pad(id)),
                bericht: link(bericht_pad(id)),
                prestaties: prestaties.then(|| onder("prestaties")),
                besluiten: besluiten.then(|| onder("besluiten")),
                antwoord: None,
            },
        }
    }

    /// By itself: with how many lines it has, and its answer.
    pub(super) fn geheel(self, telling: Option<Regeltelling>, antwoord: Option<Uuid>) -> DeclaratieJson {
        let antwoord = antwoord.map(|id| link(bericht_pad(id)));
        DeclaratieJson {
            aantal_prestaties: telling.map(|telling| telling.regels),
            aantal_afgewezen: telling.map(|telling| telling.afgewezen),
            links: DeclaratieLinks { antwoord, ..self.links },
            ..self
        }
    }
}

/// A page of Declaraties.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::http) struct DeclaratiesJson {
    pub(super) declaraties: Vec<DeclaratieJson>,
    #[serde(rename = "_links")]
    pub(super) links: PaginaLinks,
}

/// A line of a Declaratie.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct PrestatieJson {
    regel: i64,
    bsn: String,
    referentie_nummer: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    vorig_referentie_nummer: Option<String>,
    toewijzing_nummer: i64,
    product_categorie: String,
    product_code: Option<String>,
    begindatum: NaiveDate,
    einddatum: NaiveDate,
    geleverd_volume: i64,
    eenheid: String,
    /// Eurocent per unit.
    product_tarief: Option<i64>,
    /// Eurocent; negative for a credit.
    ingediend_bedrag: i64,
    /// `toegekend` or `afgewezen`; as long as the gemeente decides: what it would be.
    #[schemars(with = "woord::Uitslag")]
    uitslag: &'static str,
    retourcodes: Vec<String>,
    /// Who refused it by hand: to the gemeente the name, to the aanbieder `gemeente`.
    #[serde(skip_serializing_if = "Option::is_none")]
    afgewezen_door: Option<String>,
    /// What the rules found in it, in its client, or in what is refused as a whole; as long as the gemeente decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    bevindingen: Option<Vec<BevindingJson>>,
    /// How the gate came to its verdict; none where it did not judge the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    berekening: Option<BerekeningJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    besluiten: Option<Vec<BesluitJson>>,
    #[serde(rename = "_links")]
    links: PrestatieLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PrestatieLinks {
    #[serde(rename = "self")]
    zelf: Link,
    declaratie: Link,
}

impl PrestatieJson {
    /// One of many.
    pub(super) fn van(declaratie: Uuid, rij: PrestatieRij, afgewezen_door: Option<String>) -> PrestatieJson {
        PrestatieJson {
            links: PrestatieLinks {
                zelf: link(format!("{}/prestaties/{}", pad(declaratie), rij.regel)),
                declaratie: link(pad(declaratie)),
            },
            regel: rij.regel,
            bsn: rij.bsn,
            referentie_nummer: rij.referentie,
            vorig_referentie_nummer: rij.vorige_referentie,
            toewijzing_nummer: rij.nummer,
            product_categorie: rij.categorie,
            product_code: rij.code,
            begindatum: rij.begindatum,
            einddatum: rij.einddatum,
            geleverd_volume: rij.volume,
            eenheid: rij.eenheid,
            product_tarief: rij.tarief,
            ingediend_bedrag: rij.bedrag,
            uitslag: if rij.toegekend { "toegekend" } else { "afgewezen" },
            retourcodes: codes(&rij.retourcodes),
            afgewezen_door,
            bevindingen: None,
            berekening: None,
            besluiten: None,
        }
    }

    /// By itself: with why it ends as it does.
    pub(super) fn geheel(
        self,
        bevindingen: Option<Vec<BevindingJson>>,
        berekening: Option<BerekeningJson>,
        besluiten: Vec<BesluitJson>,
    ) -> PrestatieJson {
        let besluiten = (!besluiten.is_empty()).then_some(besluiten);
        PrestatieJson { bevindingen, berekening, besluiten, ..self }
    }
}

/// A page of lines.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::http) struct PrestatiesJson {
    pub(super) prestaties: Vec<PrestatieJson>,
    #[serde(rename = "_links")]
    pub(super) links: PaginaLinks,
}

/// Something that was decided.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct BesluitJson {
    #[schemars(with = "chrono::DateTime<chrono::Utc>")]
    moment: String,
    #[schemars(with = "woord::Besluit")]
    soort: String,
    /// Who; null: the gate.
    medewerker: Option<String>,
    versie: i64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    regels: Vec<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retourcode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    toelichting: Option<String>,
    /// Eurocent that would be granted from then on.
    toegekend: i64,
}

impl BesluitJson {
    pub(super) fn van(rij: BesluitRij) -> BesluitJson {
        BesluitJson {
            moment: moment(rij.moment),
            soort: rij.soort,
            medewerker: rij.medewerker,
            versie: rij.versie,
            regels: rij.regels,
            retourcode: rij.retourcode,
            toelichting: rij.toelichting,
            toegekend: rij.toegekend,
        }
    }
}

/// Everything that was decided about a Declaratie.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::http) struct BesluitenJson {
    besluiten: Vec<BesluitJson>,
    #[serde(rename = "_links")]
    links: BesluitenLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct BesluitenLinks {
    #[serde(rename = "self")]
    zelf: Link,
    declaratie: Link,
}

impl BesluitenJson {
    pub(super) fn nieuw(declaratie: Uuid, besluiten: Vec<BesluitJson>) -> BesluitenJson {
        let zelf = link(format!("{}/besluiten", pad(declaratie)));
        BesluitenJson { besluiten, links: BesluitenLinks { zelf, declaratie: link(pad(declaratie)) } }
    }
}
