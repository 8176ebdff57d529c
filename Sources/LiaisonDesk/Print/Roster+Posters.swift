import LiaisonCodes
import LiaisonInstallation
import LiaisonPosters
import LiaisonRoster

/// The roster's people as posters and slips show them: for the commands and for the desk alike.
extension Roster {
    /// A station as posters show it.
    ///
    /// - Parameters:
    ///   - station: The station.
    ///   - base: The service's address.
    ///   - place: The number of the place where they are to hang, if that is to be told.
    /// - Returns: What posters say of it.
    package func poster(_ station: Station, _ base: BaseURL, place: Int? = nil) -> PosterStation {
        PosterStation(
            name: station.name, code: station.code, address: station.address, phone: station.phone,
            reception: station.receptionPlan.inWords, base: base, place: place)
    }

    /// The deputies of a station, as posters show them, whose codes are in use.
    package func posterDeputies(of station: StationID) -> [PosterDeputy] {
        deputiesInOffice(at: station).map { $0.poster }
    }

    /// The deputies of a station who are in office and whose codes are in use.
    package func deputiesInOffice(at station: StationID) -> [Deputy] {
        deputies(of: station).filter { $0.status == .active && isActive($0.code) }
    }

    /// A sign-in slip as it is printed.
    ///
    /// - Parameters:
    ///   - slip: The slip; its holder is in office.
    ///   - office: What the office is called.
    /// - Returns: What is printed.
    package func poster(_ slip: TokenFile.IssuedSlip, office: String) -> PosterSlip {
        switch slip.record.scope {
        case .deputy(let code):
            let holder = state(of: code)?.holder
            let station = holder.flatMap { self.station($0.station) }
            return PosterSlip(
                holder: .deputy(name: holder?.name ?? code.description), place: station?.name ?? office,
                code: slip.code)
        case .station(let id):
            return PosterSlip(holder: .station, place: station(id)?.name ?? id.description, code: slip.code)
        case .office: return PosterSlip(holder: .office, place: office, code: slip.code)
        }
    }
}

extension Deputy {
    /// The deputy as posters show them.
    package var poster: PosterDeputy {
        let level: PosterLevel =
            switch self.level {
            case .national: .national
            case .provincial: .provincial
            case .municipal: .city
            case .county: .county
            case .township: .township
            }
        return PosterDeputy(
            name: name, code: code, level: level, title: title ?? "", group: group ?? "",
            gender: gender ?? "", employer: employer ?? "", phone: publicPhone ?? "")
    }
}
