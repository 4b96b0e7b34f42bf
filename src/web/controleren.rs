//! `/controleer`: checks a message that somebody pastes or drops. Nothing of it is sent or kept.

use askama::Template;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::kader::{Blad, Getal, Kader, Onderdeel};
use super::uittreksel::{Uittreksel, uittreksels};
use crate::catalogus::{CatalogusRegel, zoek};
use crate::http::{GEDULD_MET_INHOUD, Probleem, ruimte_voor, van_eigen_pagina};
use crate::poort::{GROOTSTE_BERICHT, Poort};
use crate::regels::{Bevinding, Controle, Oordeel};

/// The largest message, and what a form has around it. Bytes.
pub(super) const GROOTSTE_INZENDING: usize = GROOTSTE_BERICHT + 64 * 1024;
/// As many findings as a person reads at once; those after them are counted.
const MEESTE_BEVINDINGEN: usize = 50;

#[derive(Template)]
#[template(path = "controleren.html")]
struct Controlepagina {
    kader: Kader,
    uitkomst: Option<Uitkomst>,
    /// Nothing was pasted or chosen.
    leeg: bool,
}

struct Uitkomst {
    berichttype: Option<String>,
    oordeel: Oordeel,
    bevindingen: Vec<Getoond>,
    /// How many there are, with those that are not shown.
    aantal: u64,
}

/// A finding as it is shown.
struct Getoond {
    bevinding: Bevinding,
    regel: Option<&'static CatalogusRegel>,
    uittreksel: Option<Uittreksel>,
}

impl Uitkomst {
    fn nieuw(controle: Controle, bericht: &[u8]) -> Uitkomst {
        let aantal = controle.bevindingen.len() as u64 + controle.weggelaten;
        let mut bevindingen = controle.bevindingen;
        bevindingen.truncate(MEESTE_BEVINDINGEN);
        let plekken: Vec<_> = bevindingen.iter().map(|een| (een.regelnummer, een.kolom)).collect();
        let stukken = uittreksels(bericht, &plekken);
        let bevindingen = bevindingen.into_iter().zip(stukken).map(|(bevinding, uittreksel)| Getoond {
            regel: bevinding.regel.as_deref().and_then(zoek),
            bevinding,
            uittreksel,
        });
        Uitkomst {
            berichttype: controle.berichttype.map(|berichttype| berichttype.naam()),
            oordeel: controle.oordeel,
            bevindingen: bevindingen.collect(),
            aantal,
        }
    }

    fn geldig(&self) -> bool {
        self.oordeel == Oordeel::Geldig
    }

    /// What the verdict means, and what happens to such a message when somebody sends it.
    fn betekenis(&self) -> &'static str {
        match (self.oordeel, self.bevindingen.is_empty()) {
            (Oordeel::Geldig, true) => {
                "De poort vindt geen fouten in dit bericht. Of het past bij eerdere berichten, ziet de poort pas als u het verstuurt."
            }
            (Oordeel::Geldig, false) => {
                "De vorm van dit bericht is goed. Hieronder staat wat de ontvanger er toch in zal afkeuren."
            }
            (Oordeel::GeenXml, _) => {
                "Dit is geen goed gevormde XML. Als u dit verstuurt, weigert de poort het meteen."
            }
            (Oordeel::Onveilig, _) => {
                "Deze XML is niet veilig om te lezen. Als u dit verstuurt, weigert de poort het meteen."
            }
            (Oordeel::OnbekendBericht, _) => {
                "Dit is XML, maar geen bericht van iJw 3.2 of iWmo 3.2. Als u dit verstuurt, weigert de poort het meteen."
            }
            (Oordeel::Schema, _) => {
                "Dit bericht past niet bij zijn schema. Als u dit verstuurt, weigert de poort het meteen en komt er geen retourbericht."
            }
            (Oordeel::Regels, _) => {
                "Dit bericht breekt een regel. Als u dit verstuurt, keurt de ontvanger het hele bericht af met retourcode 0001."
            }
        }
    }

    fn in_woorden(&self) -> String {
        match self.aantal {
            1 => "1 bevinding".to_owned(),
            meer => format!("{} bevindingen", Getal(meer)),
        }
    }

    fn niet_getoond(&self) -> u64 {
        self.aantal.saturating_sub(self.bevindingen.len() as u64)
    }
}

/// `GET /controleer`.
pub(super) async fn toon(kader: Kader) -> impl IntoResponse {
    Blad(
        StatusCode::OK,
        Controlepagina { kader: kader.bij(Onderdeel::Controleren), uitkomst: None, leeg: false },
    )
}

/// `POST /controleer`.
pub(super) async fn controleer(
    State(poort): State<Poort>,
    kader: Kader,
    headers: HeaderMap,
    verzoek: Request,
) -> Result<Response, Probleem> {
    if !van_eigen_pagina(&headers) {
        return Err(Probleem::niet_van_pagina());
    }
    let _ruimte = ruimte_voor(&headers).await?;
    let gelezen = tokio::time::timeout(GEDULD_MET_INHOUD, lees(verzoek)).await;
    let bericht = gelezen.map_err(|_| Probleem::te_traag())??;
    let kader = kader.bij(Onderdeel::Controleren);
    if bericht.iter().all(u8::is_ascii_whitespace) {
        let pagina = Controlepagina { kader, uitkomst: None, leeg: true };
        return Ok(Blad(StatusCode::BAD_REQUEST, pagina).into_response());
    }
    // The verdict takes the bytes; what is shown of them is cut out here afterwards.
    let controle = poort.toets(bericht.clone()).await?;
    let uitkomst = Some(Uitkomst::nieuw(controle, &bericht));
    Ok(Blad(StatusCode::OK, Controlepagina { kader, uitkomst, leeg: false }).into_response())
}

/// The file that was chosen, or else what was pasted.
async fn lees(verzoek: Request) -> Result<Vec<u8>, Probleem> {
    let mut formulier = Multipart::from_request(verzoek, &()).await.map_err(|fout: MultipartRejection| {
        tracing::debug!(%fout, "een inzending is geen formulier");
        onleesbaar()
    })?;
    let (mut bestand, mut geplakt) = (Vec::new(), Vec::new());
    while let Some(veld) = formulier.next_field().await.map_err(mislukt)? {
        let naar = match veld.name() {
            Some("bestand") => &mut bestand,
            Some("bericht") => &mut geplakt,
            _ => continue,
        };
        *naar = veld.bytes().await.map_err(mislukt)?.into();
    }
    Ok(if bestand.is_empty() { geplakt } else { bestand })
}

fn onleesbaar() -> Probleem {
    Probleem::verzoek("Het formulier kwam niet in zijn geheel aan. Probeer het opnieuw.")
}

fn mislukt(fout: MultipartError) -> Probleem {
    if fout.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Probleem::te_groot(format!(
            "Een bericht is hoogstens {} MB. Kies een kleiner bestand.",
            GROOTSTE_BERICHT / (1024 * 1024)
        ));
    }
    onleesbaar()
}
