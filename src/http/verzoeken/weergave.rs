//! What the API shows of a request and of a drafted answer.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::bericht::{Eurocent, Omvang, Product};
use crate::concept::{Afhandeling, Gevraagd, Toegewezen, Voorstel, reden_in_woorden};
use crate::http::openapi::woord;
use crate::http::probleem::{OntbreektJson, OnvolledigJson};
use crate::http::weergave::{BevindingJson, Link, PaginaLinks, bericht_pad, link, moment};
use crate::keten::Verzoeksoort;
use crate::partij::PartijSoort;
use crate::poort::Opgesteld;
use crate::store::{ReferentieRij, VerzoekRij};

/// A page of requests.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::http) struct VerzoekenJson {
    verzoeken: Vec<VerzoekJson>,
    #[serde(rename = "_links")]
    links: PaginaLinks,
}

impl VerzoekenJson {
    pub(super) fn van(
        rijen: Vec<VerzoekRij>,
        vandaag: NaiveDate,
        kijker: PartijSoort,
        volgende: Option<String>,
    ) -> VerzoekenJson {
        let verzoeken = rijen.into_iter().map(|rij| VerzoekJson::van(rij, vandaag, kijker)).collect();
        VerzoekenJson { verzoeken, links: PaginaLinks { volgende: volgende.map(link) } }
    }
}

/// A request.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct VerzoekJson {
    id: Uuid,
    #[schemars(with = "woord::Verzoeksoort")]
    soort: &'static str,
    #[schemars(with = "woord::Verzoekstatus")]
    status: &'static str,
    #[schemars(with = "woord::Berichttype")]
    berichttype: String,
    #[schemars(with = "woord::Standaard")]
    standaard: &'static str,
    gemeente: String,
    aanbieder: String,
    dagtekening: NaiveDate,
    #[schemars(with = "chrono::DateTime<chrono::Utc>")]
    ontvangen_op: String,
    /// The last day on which an answer is in time.
    laatste_dag: Option<NaiveDate>,
    /// Days left up to and including that day; negative once it is over.
    dagen_over: Option<i64>,
    referenties: Vec<ReferentieJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    producten: Option<Vec<GevraagdJson>>,
    #[serde(rename = "_links")]
    links: VerzoekLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct VerzoekLinks {
    #[serde(rename = "self")]
    zelf: Link,
    bericht: Link,
    #[serde(skip_serializing_if = "Option::is_none")]
    concept: Option<Link>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ReferentieJson {
    referentie_aanbieder: String,
    #[schemars(with = "woord::Verzoekstatus")]
    status: &'static str,
    laatste_dag: Option<NaiveDate>,
    dagen_over: Option<i64>,
    #[serde(rename = "_links")]
    links: ReferentieLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ReferentieLinks {
    #[serde(skip_serializing_if = "Option::is_none")]
    onderzoek: Option<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    afwijzing: Option<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    toewijzing: Option<Link>,
}

/// A product of a request.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct GevraagdJson {
    regel: u32,
    #[schemars(with = "woord::Gevraagd")]
    soort: &'static str,
    referentie_aanbieder: String,
    toewijzing_nummer: Option<u32>,
    product: Option<ProductJson>,
    ingangsdatum: Option<NaiveDate>,
    einddatum: Option<NaiveDate>,
    omvang: Option<OmvangJson>,
    /// Eurocent.
    budget: Option<i64>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ProductJson {
    categorie: String,
    code: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct OmvangJson {
    volume: u32,
    eenheid: &'static str,
    frequentie: &'static str,
}

fn product(product: Option<Product>) -> Option<ProductJson> {
    product.map(|product| ProductJson {
        categorie: product.categorie.into(),
        code: product.code.map(String::from),
    })
}

fn omvang(omvang: Option<Omvang>) -> Option<OmvangJson> {
    omvang.map(|omvang| OmvangJson {
        volume: omvang.volume,
        eenheid: omvang.eenheid.code(),
        frequentie: omvang.frequentie.code(),
    })
}

fn budget(budget: Option<Eurocent>) -> Option<i64> {
    budget.map(|budget| budget.0)
}

fn verzoek_pad(id: Uuid) -> String {
    format!("/api/v1/verzoeken/{id}")
}

fn over(laatste_dag: Option<NaiveDate>, vandaag: NaiveDate) -> Option<i64> {
    laatste_dag.map(|dag| (dag - vandaag).num_days())
}

impl VerzoekJson {
    pub(super) fn van(rij: VerzoekRij, vandaag: NaiveDate, kijker: PartijSoort) -> VerzoekJson {
        let (id, laatste_dag, status) = (rij.id, rij.laatste_dag(), rij.status().sleutel());
        let concept = (kijker == PartijSoort::Gemeente).then(|| link(format!("{}/concept", verzoek_pad(id))));
        VerzoekJson {
            id,
            soort: match rij.soort {
                Verzoeksoort::Toewijzing => "toewijzing",
                Verzoeksoort::Wijziging => "wijziging",
            },
            status,
            berichttype: rij.berichttype.naam(),
            standaard: rij.berichttype.standaard.sleutel(),
            gemeente: rij.gemeente,
            aanbieder: rij.aanbieder,
            dagtekening: rij.dagtekening,
            ontvangen_op: moment(rij.ontvangen_op),
            laatste_dag,
            dagen_over: over(laatste_dag, vandaag),
            referenties: rij.referenties.into_iter().map(|een| ReferentieJson::van(een, vandaag)).collect(),
            producten: None,
            links: VerzoekLinks { zelf: link(verzoek_pad(id)), bericht: link(bericht_pad(id)), concept },
        }
    }

    pub(super) fn met_producten(mut self, producten: Vec<Gevraagd>) -> VerzoekJson {
        let maak = |gevraagd: Gevraagd| GevraagdJson {
            regel: gevraagd.regel,
            soort: gevraagd.soort.sleutel(),
            referentie_aanbieder: gevraagd.referentie,
            toewijzing_nummer: gevraagd.nummer.map(|nummer| nummer.0),
            product: product(gevraagd.product),
            ingangsdatum: gevraagd.ingangsdatum,
            einddatum: gevraagd.einddatum,
            omvang: omvang(gevraagd.omvang),
            budget: budget(gevraagd.budget),
        };
        self.producten = Some(producten.into_iter().map(maak).collect());
        self
    }
}

impl ReferentieJson {
    fn van(rij: ReferentieRij, vandaag: NaiveDate) -> ReferentieJson {
        let naar = |id: Option<Uuid>| id.map(|id| link(bericht_pad(id)));
        ReferentieJson {
            status: rij.status().sleutel(),
            laatste_dag: rij.laatste_dag,
            dagen_over: over(rij.laatste_dag, vandaag),
            links: ReferentieLinks {
                onderzoek: naar(rij.onderzocht_door),
                afwijzing: naar(rij.afgewezen_door),
                toewijzing: naar(rij.toegewezen_door),
            },
            referentie_aanbieder: rij.referentie,
        }
    }
}

/// A drafted answer.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct ConceptJson {
    verzoek: Uuid,
    #[schemars(with = "woord::Berichttype")]
    berichttype: String,
    /// The allocations of a 301.
    #[serde(skip_serializing_if = "Option::is_none")]
    toewijzingen: Option<Vec<ToegewezenJson>>,
    /// The answer of a 319.
    #[serde(skip_serializing_if = "Option::is_none")]
    antwoord: Option<AntwoordJson>,
    in_woorden: String,
    let_op: Vec<String>,
    ontbreekt: Vec<OntbreektJson>,
    bevindingen: Vec<BevindingJson>,
    /// It can be confirmed: nothing is missing and the rules find nothing.
    te_bevestigen: bool,
    xml: Option<String>,
    #[serde(rename = "_links")]
    links: ConceptLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ConceptLinks {
    verzoek: Link,
    bevestig: Link,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ToegewezenJson {
    /// Which product of the request it answers.
    regel: Option<u32>,
    #[schemars(with = "woord::Actie")]
    actie: &'static str,
    waarom: String,
    regels: &'static [&'static str],
    toewijzing_nummer: u32,
    referentie_aanbieder: Option<String>,
    product: Option<ProductJson>,
    toewijzingsdatum: NaiveDate,
    toewijzingstijd: String,
    ingangsdatum: NaiveDate,
    einddatum: Option<NaiveDate>,
    reden_wijziging: Option<&'static str>,
    omvang: Option<OmvangJson>,
    /// Eurocent.
    budget: Option<i64>,
    commentaar: Option<String>,
}

impl ToegewezenJson {
    fn van(een: &Toegewezen) -> ToegewezenJson {
        ToegewezenJson {
            regel: een.regel,
            actie: een.actie.sleutel(),
            waarom: een.waarom.clone(),
            regels: een.regels,
            toewijzing_nummer: een.nummer.0,
            referentie_aanbieder: een.referentie.clone(),
            product: product(een.product.clone()),
            toewijzingsdatum: een.toegewezen_op.date(),
            toewijzingstijd: een.toegewezen_op.time().to_string(),
            ingangsdatum: een.ingangsdatum,
            einddatum: een.einddatum,
            reden_wijziging: een.reden_wijziging,
            omvang: omvang(een.omvang),
            budget: budget(een.budget),
            commentaar: een.commentaar.clone(),
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct AntwoordJson {
    regel: Option<u32>,
    referentie_aanbieder: String,
    verzoek_antwoord: &'static str,
    reden_afwijzing: Option<String>,
    reden_in_woorden: Option<&'static str>,
    gemeente: Option<String>,
}

impl AntwoordJson {
    fn van(een: &Afhandeling) -> AntwoordJson {
        AntwoordJson {
            regel: een.regel,
            referentie_aanbieder: een.referentie.clone(),
            verzoek_antwoord: een.antwoord.code(),
            reden_in_woorden: een.reden.as_deref().map(reden_in_woorden),
            reden_afwijzing: een.reden.clone(),
            gemeente: een.gemeente.as_ref().map(|gemeente| gemeente.as_str().to_owned()),
        }
    }
}

impl ConceptJson {
    pub(super) fn van(opgesteld: Opgesteld) -> ConceptJson {
        let (id, concept) = (opgesteld.verzoek.id, &opgesteld.concept);
        let (toewijzingen, antwoord) = match &concept.voorstel {
            Voorstel::Toewijzing(producten) => {
                (Some(producten.iter().map(ToegewezenJson::van).collect()), None)
            }
            Voorstel::Antwoord(antwoord) => (None, antwoord.as_ref().map(AntwoordJson::van)),
        };
        let (berichttype, in_woorden) = (concept.berichttype.naam(), concept.in_woorden());
        let let_op = concept.let_op.clone();
        let xml = opgesteld.xml.as_deref().map(|xml| String::from_utf8_lossy(xml).into_owned());
        let OnvolledigJson { ontbreekt, bevindingen } = onvolledig(opgesteld);
        ConceptJson {
            verzoek: id,
            berichttype,
            toewijzingen,
            antwoord,
            in_woorden,
            let_op,
            te_bevestigen: ontbreekt.is_empty() && bevindingen.is_empty(),
            ontbreekt,
            bevindingen,
            xml,
            links: ConceptLinks {
                verzoek: link(verzoek_pad(id)),
                bevestig: link(format!("{}/_bevestig", verzoek_pad(id))),
            },
        }
    }
}

/// What stands in the way of sending a draft.
pub(super) fn onvolledig(opgesteld: Opgesteld) -> OnvolledigJson {
    let ontbreekt = opgesteld.concept.ontbreekt.into_iter();
    OnvolledigJson {
        ontbreekt: ontbreekt.map(|een| OntbreektJson { element: een.element, waarom: een.waarom }).collect(),
        bevindingen: opgesteld.bevindingen,
    }
}
