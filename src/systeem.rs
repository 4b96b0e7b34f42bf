//! What the operating system says went wrong, in Dutch: its own words are English.

use std::io::{Error, ErrorKind};

/// The cause of a failure of the system, as a part of a sentence.
pub fn oorzaak(fout: &Error) -> String {
    match fout.kind() {
        ErrorKind::NotFound => "het bestaat niet",
        ErrorKind::PermissionDenied => "u hebt er geen rechten voor",
        ErrorKind::AlreadyExists => "er bestaat al iets met die naam",
        ErrorKind::NotADirectory => "een deel van het pad is geen map",
        ErrorKind::IsADirectory => "het is een map en geen bestand",
        ErrorKind::ReadOnlyFilesystem => "de schijf is alleen te lezen",
        ErrorKind::StorageFull => "de schijf is vol",
        ErrorKind::AddrInUse => "een ander programma gebruikt dit adres al",
        ErrorKind::AddrNotAvailable => "deze computer heeft dit adres niet",
        ErrorKind::ConnectionRefused => "op dat adres luistert geen server",
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof => "de verbinding is verbroken",
        ErrorKind::TimedOut => "het duurde te lang",
        ErrorKind::InvalidInput => "het is niet goed geschreven",
        ErrorKind::InvalidData => "de inhoud is geen leesbare tekst",
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            "de server is over het netwerk niet te bereiken"
        }
        _ => return fout.to_string(),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_most_is_told_in_dutch() {
        assert_eq!(oorzaak(&Error::from(ErrorKind::NotFound)), "het bestaat niet");
        assert_eq!(oorzaak(&Error::from(ErrorKind::AddrInUse)), "een ander programma gebruikt dit adres al");
    }
}
