//! `/partijen`: what is kept about parties, for who manages the gate and for a party itself. The same use cases as the commands.
//!
//! A party sees itself and, as a gemeente, its wijkteams; whoever looks after all of them sees every party. What is not yours looks
//! like what is not there.

mod weergave;

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

pub(super) use self::weergave::{
    GemaakteSleutelJson, NieuwMandaatJson, NieuwePartijJson, NieuweSleutelJson, NieuweVolmachtJson,
    PartijJson, PartijWijzigingJson, PartijenJson, SleutelsJson, VolmachtWegJson,
};
use self::weergave::{PartijKortJson, SleutelJson, partij_pad};
use super::lichaam::Lichaam;
use super::probleem::Probleem;
use super::toegang::Beheer;
use crate::bericht::{Berichttype, Gemeentecode};
use crate::partij::{Beantwoording, Geldigheid, Partij, PartijFout, PartijSoort};
use crate::poort::{BeheerFout, Partijbeheer, Poort, Sleutelwens};
use crate::store::{Partijbeeld, Partijwijziging};
use crate::toegang::{Houder, Recht, Rechten};

type Code = Result<Path<String>, PathRejection>;

fn onbekend() -> Probleem {
    Probleem::niet_gevonden("Deze partij bestaat niet, of is niet van u. Controleer de code.")
}

impl Beheer {
    /// Whether the caller may see what is kept about a party.
    fn ziet(&self, partij: &Partij) -> bool {
        match &self.partij {
            None => true,
            Some(zelf) => zelf.id == partij.id || is_team_van(partij, zelf),
        }
    }

    /// The party with a code, with all that is kept about it, if the caller may see it.
    async fn vind(&self, poort: &Poort, code: Code) -> Result<Partijbeeld, Probleem> {
        let Path(code) = code.map_err(|_| onbekend())?;
        if !is_partijcode(&code) {
            return Err(onbekend());
        }
        let beeld = poort.store.partijbeeld(&code).await?;
        beeld.filter(|beeld| self.ziet(&beeld.partij)).ok_or_else(onbekend)
    }

    /// The same where only the party itself and who manages the gate may change something.
    async fn vind_eigen(&self, poort: &Poort, code: Code) -> Result<Partijbeeld, Probleem> {
        let beeld = self.vind(poort, code).await?;
        match &self.partij {
            Some(zelf) if zelf.id != beeld.partij.id => {
                Err(Probleem::verboden("Dit kan alleen de partij zelf, of de beheerder van de poort."))
            }
            _ => Ok(beeld),
        }
    }
}

/// Whether it can be the code of a party: what else stands there, not every database can even look for.
fn is_partijcode(code: &str) -> bool {
    (1..=40).contains(&code.len()) && code.bytes().all(|teken| teken.is_ascii_alphanumeric() || teken == b'-')
}

fn is_team_van(partij: &Partij, gemeente: &Partij) -> bool {
    gemeente.soort == PartijSoort::Gemeente
        && partij.gemeente.as_ref().is_some_and(|code| code.as_str() == gemeente.code)
}

/// `GET /partijen`.
pub(super) async fn lijst(
    State(poort): State<Poort>,
    beheer: Beheer,
) -> Result<Json<PartijenJson>, Probleem> {
    let partijen = poort.store.partijen().await?.into_iter().filter(|partij| beheer.ziet(partij));
    Ok(Json(PartijenJson { partijen: partijen.map(PartijKortJson::from).collect() }))
}

/// `POST /partijen`: adds a party.
pub(super) async fn maak(
    State(poort): State<Poort>,
    beheer: Beheer,
    Lichaam(wens): Lichaam<NieuwePartijJson>,
) -> Result<Response, Probleem> {
    beheer.van_poort()?;
    let kan_niet = |tekst: &str| Probleem::partij_kan_niet(tekst.to_owned());
    let soort = PartijSoort::van_sleutel(&wens.soort)
        .ok_or_else(|| kan_niet("Kies als soort gemeente, wijkteam, aanbieder, knooppunt of leverancier."))?;
    let gemeente = gemeentecode(wens.gemeente.as_deref())?;
    let partij = bij(&poort).maak(soort, &wens.code, &wens.naam, gemeente).await?;
    let beeld = poort.store.partijbeeld(&partij.code).await?.ok_or_else(onbekend)?;
    let mut antwoord = met_etag(beeld);
    *antwoord.status_mut() = StatusCode::CREATED;
    if let Ok(plek) = HeaderValue::from_str(&partij_pad(&partij.code)) {
        antwoord.headers_mut().insert(header::LOCATION, plek);
    }
    Ok(antwoord)
}

/// `GET /partijen/{code}`.
pub(super) async fn toon(
    State(poort): State<Poort>,
    beheer: Beheer,
    code: Code,
) -> Result<Response, Probleem> {
    beheer.vind(&poort, code).await.map(met_etag)
}

/// `PATCH /partijen/{code}`: changes what is named, where the party still stands as it was seen.
pub(super) async fn wijzig(
    State(poort): State<Poort>,
    beheer: Beheer,
    code: Code,
    headers: HeaderMap,
    Lichaam(wens): Lichaam<PartijWijzigingJson>,
) -> Result<Response, Probleem> {
    let beeld = beheer.vind(&poort, code).await?;
    let gezien = gezien(&headers, &beeld)?;
    if wens.vraagt_beheerder() {
        beheer.van_poort()?;
    }
    let (contact, werkgebied, vestigingen) = wens.plekken()?;
    let mut partij = beeld.partij.clone();
    if let Some(naam) = &wens.naam {
        partij.naam.clone_from(naam);
    }
    if let Some(gemeente) = gemeentecode(wens.gemeente.as_deref())? {
        partij.gemeente = Some(gemeente);
    }
    if let Some(wijze) = &wens.antwoorden {
        let wijze = Beantwoording::van_sleutel(wijze).ok_or_else(|| {
            Probleem::partij_kan_niet("Kies bij antwoorden automatisch, zelf of beoordelen.".to_owned())
        })?;
        partij = partij.met_beantwoording(wijze)?;
    }
    let wijziging = Partijwijziging { partij, contact, werkgebied, vestigingen };
    bij(&poort).wijzig(&wijziging, Some(gezien)).await?;
    let nu = poort.store.partijbeeld(&wijziging.partij.code).await?.ok_or_else(onbekend)?;
    Ok(met_etag(nu))
}

/// `POST /partijen/{code}/mandaten`: gives a wijkteam a mandate, or lets one end. Its gemeente does, or who manages the gate.
pub(super) async fn geef_mandaat(
    State(poort): State<Poort>,
    beheer: Beheer,
    code: Code,
    Lichaam(wens): Lichaam<NieuwMandaatJson>,
) -> Result<Response, Probleem> {
    let beeld = beheer.vind(&poort, code).await?;
    if beheer.partij.as_ref().is_some_and(|zelf| !is_team_van(&beeld.partij, zelf)) {
        return Err(Probleem::verboden(
            "Een mandaat geeft de gemeente van het wijkteam, of de beheerder van de poort.",
        ));
    }
    let geldig = Geldigheid::nieuw(wens.vanaf, wens.tot)?;
    bij(&poort).geef_mandaat(&beeld.partij, &geldig).await?;
    opnieuw(&poort, &beeld.partij).await
}

/// `POST /partijen/{code}/volmachten`: lets a supplier act for the party.
pub(super) async fn geef_volmacht(
    State(poort): State<Poort>,
    beheer: Beheer,
    code: Code,
    Lichaam(wens): Lichaam<NieuweVolmachtJson>,
) -> Result<Response, Probleem> {
    let beeld = beheer.vind_eigen(&poort, code).await?;
    let leverancier = leverancier(&poort, &wens.leverancier).await?;
    let geldig = Geldigheid::nieuw(wens.vanaf, wens.tot)?;
    let rechten = wens.rechten.as_deref().map(rechten).transpose()?;
    let typen = wens.berichttypen.as_deref().map(berichttypen).transpose()?;
    let door = beheer.medewerker.as_ref().map(|wie| wie.as_str().to_owned());
    bij(&poort).geef_volmacht((&beeld.partij, &leverancier), geldig, rechten, typen, door).await?;
    opnieuw(&poort, &beeld.partij).await
}

/// `POST /partijen/{code}/volmachten/_intrekken`: at once.
pub(super) async fn trek_volmacht_in(
    State(poort): State<Poort>,
    beheer: Beheer,
    code: Code,
    Lichaam(wens): Lichaam<VolmachtWegJson>,
) -> Result<Response, Probleem> {
    let beeld = beheer.vind_eigen(&poort, code).await?;
    let leverancier = leverancier(&poort, &wens.leverancier).await?;
    bij(&poort).trek_volmacht_in(&beeld.partij, &leverancier).await?;
    opnieuw(&poort, &beeld.partij).await
}

/// `GET /partijen/{code}/sleutels`.
pub(super) async fn sleutels(
    State(poort): State<Poort>,
    beheer: Beheer,
    code: Code,
) -> Result<Json<SleutelsJson>, Probleem> {
    let beeld = beheer.vind_eigen(&poort, code).await?;
    let (nu, sleutels) = (poort.klok.nu(), poort.store.sleutels(Some(beeld.partij.id)).await?);
    Ok(Json(SleutelsJson { sleutels: sleutels.iter().map(|een| SleutelJson::van(een, nu)).collect() }))
}

/// `POST /partijen/{code}/sleutels`: a key for a system of the party, shown this once.
///
/// Choice: a key in the name of a person decides about money, so only the commands make one: nobody gives themselves a second name.
pub(super) async fn maak_sleutel(
    State(poort): State<Poort>,
    beheer: Beheer,
    code: Code,
    Lichaam(wens): Lichaam<NieuweSleutelJson>,
) -> Result<Response, Probleem> {
    let beeld = beheer.vind_eigen(&poort, code).await?;
    let gevraagd = wens.rechten.as_deref().map(rechten).transpose()?;
    // Who may not do all gives no more than it has.
    let rechten = match beheer.partij {
        Some(_) if beheer.rechten != Rechten::ALLE => {
            Some(gevraagd.unwrap_or(Rechten::ALLE).en_ook(beheer.rechten))
        }
        _ => gevraagd,
    };
    let houder = Houder::nieuw(Some(beeld.partij), None, None, rechten).map_err(BeheerFout::from)?;
    let wens = Sleutelwens { houder, omschrijving: wens.omschrijving, verloopt: wens.verloopt };
    let sleutel = bij(&poort).maak_sleutel(&wens).await?;
    let lichaam = GemaakteSleutelJson { sleutel: sleutel.as_str().to_owned() };
    Ok((StatusCode::CREATED, Json(lichaam)).into_response())
}

/// `POST /partijen/{code}/sleutels/{id}/_intrekken`: the key holds no longer.
pub(super) async fn trek_sleutel_in(
    State(poort): State<Poort>,
    beheer: Beheer,
    pad: Result<Path<(String, Uuid)>, PathRejection>,
) -> Result<Json<SleutelsJson>, Probleem> {
    let Path((code, id)) = pad.map_err(|_| onbekend())?;
    let beeld = beheer.vind_eigen(&poort, Ok(Path(code.clone()))).await?;
    if !bij(&poort).trek_sleutel_in(&beeld.partij, id).await? {
        return Err(Probleem::niet_gevonden("Deze partij heeft geen sleutel met dit id."));
    }
    sleutels(State(poort), beheer, Ok(Path(code))).await
}

fn bij(poort: &Poort) -> Partijbeheer<'_> {
    Partijbeheer::nieuw(&poort.store, &poort.klok)
}

async fn opnieuw(poort: &Poort, partij: &Partij) -> Result<Response, Probleem> {
    Ok(met_etag(poort.store.partijbeeld(&partij.code).await?.ok_or_else(onbekend)?))
}

async fn leverancier(poort: &Poort, code: &str) -> Result<Partij, Probleem> {
    let gevonden = match is_partijcode(code) {
        true => poort.store.partij_met_code(code).await?,
        false => None,
    };
    // Only suppliers are named here: of other codes it is not told whether they exist.
    gevonden.filter(|partij| partij.soort.werkt_voor_anderen()).ok_or_else(|| {
        Probleem::partij_kan_niet(
            "Deze poort kent geen leverancier of knooppunt met deze code. Vraag de beheerder om die toe te voegen.".to_owned(),
        )
    })
}

fn gemeentecode(tekst: Option<&str>) -> Result<Option<Gemeentecode>, Probleem> {
    let gelezen = tekst.map(Gemeentecode::lees).transpose();
    gelezen.map_err(|_| {
        Probleem::partij_kan_niet("Schrijf de code van een gemeente als vier cijfers.".to_owned())
    })
}

fn rechten(sleutels: &[String]) -> Result<Rechten, Probleem> {
    let gelezen: Option<Vec<Recht>> = sleutels.iter().map(|een| Recht::van_sleutel(een)).collect();
    match gelezen.as_deref() {
        Some([]) | None => Err(Probleem::partij_kan_niet(format!(
            "Kies rechten uit: {}. Laat ‘rechten’ weg voor alles wat kan.",
            Rechten::ALLE.sleutels().replace(' ', ", ")
        ))),
        Some(rechten) => Ok(Rechten::van(rechten)),
    }
}

fn berichttypen(namen: &[String]) -> Result<BTreeSet<Berichttype>, Probleem> {
    let gelezen: Option<BTreeSet<_>> = namen.iter().map(|naam| Berichttype::van_naam(naam)).collect();
    gelezen.filter(|typen| !typen.is_empty()).ok_or_else(|| {
        Probleem::partij_kan_niet(
            "Kies berichttypen zoals JW305 of WMO323, of laat ‘berichttypen’ weg voor elk type.".to_owned(),
        )
    })
}

/// A party with how it stands, to be named by who changes it.
fn met_etag(beeld: Partijbeeld) -> Response {
    let etag = HeaderValue::from_str(&format!("\"{}\"", beeld.stand));
    let mut antwoord = Json(PartijJson::from(beeld)).into_response();
    if let Ok(etag) = etag {
        antwoord.headers_mut().insert(header::ETAG, etag);
    }
    antwoord
}

/// How the caller saw the party that it changes.
fn gezien(headers: &HeaderMap, beeld: &Partijbeeld) -> Result<i64, Probleem> {
    let Some(gezien) = headers.get(header::IF_MATCH) else { return Err(Probleem::zonder_stand()) };
    let gezien = gezien.to_str().map_or("", str::trim);
    if gezien == "*" {
        return Ok(beeld.stand);
    }
    let nummer = gezien.trim_matches('"').parse().ok();
    nummer.ok_or_else(Probleem::ingehaald)
}

impl From<PartijFout> for Probleem {
    fn from(fout: PartijFout) -> Self {
        Probleem::from(BeheerFout::from(fout))
    }
}

/// The one place where an error of managing becomes an answer.
impl From<BeheerFout> for Probleem {
    fn from(fout: BeheerFout) -> Self {
        match fout {
            BeheerFout::Store(crate::store::StoreFout::Strijdig(tekst)) => Probleem::partij_botst(tekst),
            BeheerFout::Store(fout) => fout.into(),
            BeheerFout::Bestaat(_) => Probleem::partij_botst(fout.to_string()),
            BeheerFout::Verouderd => Probleem::ingehaald(),
            fout => Probleem::partij_kan_niet(fout.to_string()),
        }
    }
}
