//! Parties as JSON: what is shown of them, and what can be changed.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use validator::Validate;

use super::super::lichaam::Inhoud;
use super::super::openapi::woord;
use super::super::weergave::{Link, link, moment};
use crate::partij::{Contact, Gebied, Mandaat, Partij, PartijFout, Vestiging};
use crate::store::Partijbeeld;
use crate::toegang::{Rechten, Sleutel, Volmacht};

/// A party, as one of many.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct PartijKortJson {
    #[schemars(with = "woord::Partijsoort")]
    soort: &'static str,
    code: String,
    naam: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    gemeente: Option<String>,
    #[serde(rename = "_links")]
    links: PartijLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PartijLinks {
    #[serde(rename = "self")]
    zelf: Link,
}

/// The path of a party.
pub(super) fn partij_pad(code: &str) -> String {
    format!("/api/v1/partijen/{code}")
}

impl From<Partij> for PartijKortJson {
    fn from(partij: Partij) -> Self {
        PartijKortJson {
            soort: partij.soort.sleutel(),
            links: PartijLinks { zelf: link(partij_pad(&partij.code)) },
            code: partij.code,
            naam: partij.naam,
            gemeente: partij.gemeente.map(|code| code.as_str().to_owned()),
        }
    }
}

/// A party with all that is kept about it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct PartijJson {
    #[schemars(with = "woord::Partijsoort")]
    soort: &'static str,
    code: String,
    naam: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    gemeente: Option<String>,
    #[schemars(with = "woord::Beantwoording")]
    antwoorden: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<ContactJson>,
    werkgebied: WerkgebiedenJson,
    vestigingen: Vec<VestigingJson>,
    mandaten: Vec<MandaatJson>,
    volmachten: Vec<VolmachtJson>,
    /// The code of the knooppunt through which it is reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    knooppunt: Option<String>,
    #[serde(rename = "_links")]
    links: PartijLinks,
}

impl From<Partijbeeld> for PartijJson {
    fn from(beeld: Partijbeeld) -> Self {
        let partij = beeld.partij;
        PartijJson {
            soort: partij.soort.sleutel(),
            links: PartijLinks { zelf: link(partij_pad(&partij.code)) },
            antwoorden: partij.beantwoording.sleutel(),
            code: partij.code,
            naam: partij.naam,
            gemeente: partij.gemeente.map(|code| code.as_str().to_owned()),
            contact: beeld.contact.map(ContactJson::from),
            werkgebied: WerkgebiedenJson::van(&beeld.werkgebied),
            vestigingen: beeld.vestigingen.into_iter().map(VestigingJson::from).collect(),
            mandaten: beeld.mandaten.into_iter().map(MandaatJson::from).collect(),
            volmachten: beeld.volmachten.into_iter().map(VolmachtJson::from).collect(),
            knooppunt: beeld.knooppunt.map(|knooppunt| knooppunt.code),
        }
    }
}

/// Where a wijkteam is, and how to reach it.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ContactJson {
    adres: String,
    postcode: String,
    plaats: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    telefoon: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    website: Option<String>,
}

impl From<Contact> for ContactJson {
    fn from(contact: Contact) -> Self {
        let Contact { adres, postcode, plaats, telefoon, email, website } = contact;
        ContactJson { adres, postcode, plaats, telefoon, email, website }
    }
}

impl ContactJson {
    fn contact(&self) -> Result<Contact, PartijFout> {
        Contact::nieuw(
            [&self.adres, &self.postcode, &self.plaats],
            self.telefoon.as_deref(),
            self.email.as_deref(),
            self.website.as_deref(),
        )
    }
}

/// Codes of wijken, and postcodes of four or six characters.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct WerkgebiedenJson {
    #[serde(default)]
    wijken: Vec<String>,
    #[serde(default)]
    postcodes: Vec<String>,
}

impl WerkgebiedenJson {
    fn van(gebied: &BTreeSet<Gebied>) -> WerkgebiedenJson {
        let codes = |soort: &str| {
            gebied.iter().filter(|deel| deel.soort() == soort).map(|deel| deel.code().to_owned()).collect()
        };
        WerkgebiedenJson { wijken: codes("wijk"), postcodes: codes("postcode") }
    }

    fn gebied(&self) -> Result<BTreeSet<Gebied>, PartijFout> {
        let wijken = self.wijken.iter().map(|code| Gebied::wijk(code));
        wijken.chain(self.postcodes.iter().map(|postcode| Gebied::postcode(postcode))).collect()
    }
}

/// A place where an aanbieder works.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::http) struct VestigingJson {
    naam: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    agb_code: Option<String>,
    adres: String,
    postcode: String,
    plaats: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    telefoon: Option<String>,
    #[serde(default)]
    werkgebied: WerkgebiedenJson,
}

impl From<Vestiging> for VestigingJson {
    fn from(een: Vestiging) -> Self {
        VestigingJson {
            naam: een.naam,
            agb_code: een.agb.map(|agb| agb.as_str().to_owned()),
            werkgebied: WerkgebiedenJson::van(&een.werkgebied),
            adres: een.contact.adres,
            postcode: een.contact.postcode,
            plaats: een.contact.plaats,
            telefoon: een.contact.telefoon,
        }
    }
}

impl VestigingJson {
    fn vestiging(&self) -> Result<Vestiging, PartijFout> {
        let adres = [self.adres.as_str(), &self.postcode, &self.plaats];
        let contact = Contact::nieuw(adres, self.telefoon.as_deref(), None, None)?;
        Vestiging::nieuw(&self.naam, self.agb_code.as_deref(), contact, self.werkgebied.gebied()?)
    }
}

/// From when to when a wijkteam acts for its gemeente.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::http) struct MandaatJson {
    gemeente: String,
    vanaf: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    tot: Option<NaiveDate>,
}

impl From<Mandaat> for MandaatJson {
    fn from(mandaat: Mandaat) -> Self {
        let gemeente = mandaat.gemeente.as_str().to_owned();
        MandaatJson { gemeente, vanaf: mandaat.geldig.vanaf, tot: mandaat.geldig.tot }
    }
}

/// That a party lets a supplier act for it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct VolmachtJson {
    partij: String,
    leverancier: String,
    vanaf: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    tot: Option<NaiveDate>,
    /// What it may do; left out where it is all that a supplier can.
    #[serde(skip_serializing_if = "Option::is_none")]
    rechten: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<woord::Berichttype>>")]
    berichttypen: Option<Vec<String>>,
}

pub(super) fn woorden(rechten: Rechten) -> Vec<String> {
    rechten.sleutels().split_whitespace().map(str::to_owned).collect()
}

impl From<Volmacht> for VolmachtJson {
    fn from(volmacht: Volmacht) -> Self {
        let typen = volmacht.berichttypen.map(|typen| typen.into_iter().map(|een| een.naam()).collect());
        VolmachtJson {
            partij: volmacht.partij.code,
            leverancier: volmacht.leverancier.code,
            vanaf: volmacht.geldig.vanaf,
            tot: volmacht.geldig.tot,
            rechten: volmacht.rechten.map(woorden),
            berichttypen: typen,
        }
    }
}

/// An access key, without the key itself.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct SleutelJson {
    id: Uuid,
    omschrijving: String,
    #[schemars(with = "woord::Sleutelstand")]
    stand: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    medewerker: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rol: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rechten: Option<Vec<String>>,
    #[schemars(with = "DateTime<Utc>")]
    uitgegeven_op: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    laatst_gebruikt: Option<NaiveDate>,
}

impl SleutelJson {
    pub(super) fn van(sleutel: &Sleutel, nu: DateTime<Utc>) -> SleutelJson {
        let houder = &sleutel.houder;
        SleutelJson {
            id: sleutel.id,
            omschrijving: sleutel.omschrijving.clone(),
            stand: sleutel.stand(nu).sleutel(),
            medewerker: houder.medewerker().map(|wie| wie.as_str().to_owned()),
            rol: houder.rol().map(|rol| rol.sleutel()),
            rechten: houder.rechten().map(woorden),
            uitgegeven_op: moment(sleutel.uitgegeven_op),
            laatst_gebruikt: sleutel.laatst_gebruikt,
        }
    }
}

/// The body of `POST /partijen`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NieuwePartijJson {
    #[schemars(with = "woord::Partijsoort")]
    pub(super) soort: String,
    #[validate(length(min = 1, max = 40))]
    pub(super) code: String,
    #[validate(length(min = 1, max = 200))]
    pub(super) naam: String,
    pub(super) gemeente: Option<String>,
}

/// The body of `PATCH /partijen/{code}`: what is left out stays.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct PartijWijzigingJson {
    #[validate(length(min = 1, max = 200))]
    pub(super) naam: Option<String>,
    pub(super) gemeente: Option<String>,
    #[schemars(with = "Option<woord::Beantwoording>")]
    pub(super) antwoorden: Option<String>,
    contact: Option<ContactJson>,
    werkgebied: Option<WerkgebiedenJson>,
    vestigingen: Option<Vec<VestigingJson>>,
}

/// What of a wijziging is about addresses: where a wijkteam is, what it serves, and where an aanbieder works.
pub(super) type Plekken = (Option<Contact>, Option<BTreeSet<Gebied>>, Option<Vec<Vestiging>>);

impl PartijWijzigingJson {
    /// Whether it asks for what only who manages the gate may.
    pub(super) fn vraagt_beheerder(&self) -> bool {
        self.naam.is_some() || self.gemeente.is_some() || self.antwoorden.is_some()
    }

    /// # Errors
    /// [`PartijFout`] where an address or an area cannot be.
    pub(super) fn plekken(&self) -> Result<Plekken, PartijFout> {
        let vestigingen = self.vestigingen.as_ref();
        let vestigingen = vestigingen.map(|lijst| lijst.iter().map(VestigingJson::vestiging).collect());
        Ok((
            self.contact.as_ref().map(ContactJson::contact).transpose()?,
            self.werkgebied.as_ref().map(WerkgebiedenJson::gebied).transpose()?,
            vestigingen.transpose()?,
        ))
    }
}

/// The body of `POST /partijen/{code}/mandaten`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NieuwMandaatJson {
    pub(super) vanaf: NaiveDate,
    pub(super) tot: Option<NaiveDate>,
}

/// The body of `POST /partijen/{code}/volmachten`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NieuweVolmachtJson {
    #[validate(length(min = 1, max = 40))]
    pub(super) leverancier: String,
    pub(super) vanaf: NaiveDate,
    pub(super) tot: Option<NaiveDate>,
    pub(super) rechten: Option<Vec<String>>,
    #[schemars(with = "Option<Vec<woord::Berichttype>>")]
    pub(super) berichttypen: Option<Vec<String>>,
}

/// The body of `POST /partijen/{code}/volmachten/_intrekken`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct VolmachtWegJson {
    #[validate(length(min = 1, max = 40))]
    pub(super) leverancier: String,
}

/// The body of `POST /partijen/{code}/sleutels`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NieuweSleutelJson {
    #[validate(length(min = 1, max = 200))]
    pub(super) omschrijving: String,
    pub(super) rechten: Option<Vec<String>>,
    pub(super) verloopt: Option<NaiveDate>,
}

/// A new key: the only time that it is shown.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::http) struct GemaakteSleutelJson {
    pub(super) sleutel: String,
}

/// Parties.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::http) struct PartijenJson {
    pub(super) partijen: Vec<PartijKortJson>,
}

/// The keys of a party.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::http) struct SleutelsJson {
    pub(super) sleutels: Vec<SleutelJson>,
}

/// Says of the body of a change to a partij what may stand in it.
macro_rules! wijziging {
    ($($naam:ident),*) => { $(
        impl Inhoud for $naam {
            const NOEMT_JSON: bool = true;
            const TE_GROOT: &'static str = "Dit is meer dan er van een partij te bewaren is. Verdeel het over meer verzoeken.";
            const WAARDEN: &'static str = "Kijk in de beschrijving van de API welke waarden kunnen; schrijf datums als 2026-01-31.";
        }
    )* };
}

wijziging!(
    NieuwePartijJson,
    PartijWijzigingJson,
    NieuwMandaatJson,
    NieuweVolmachtJson,
    VolmachtWegJson,
    NieuweSleutelJson
);
