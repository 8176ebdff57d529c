import LiaisonCodes
import LiaisonDesk
import LiaisonInstallation
import LiaisonPosters
import LiaisonQR
import LiaisonRecords
import LiaisonRoster
import LiaisonStore
import LiaisonSystem

/// What is printed comes from: a data directory's roster and its address.
struct PrintSource: Sendable {
    let roster: Roster
    let base: BaseURL
    let configuration: Configuration
    let directory: DataDirectory
    /// The number of the place where posters are to hang, if that is to be told.
    var place: Int?
    /// What that place is called.
    var placeName: String?
    /// Who is on duty at stations on their next reception days.
    var duty: [StationID: [PosterDuty]] = [:]
    /// The rules for the wall, the month of the reception sheet, and its days; as far as they were asked for.
    var boards: [PosterBoard] = []
    var month = CivilDate(daysSince1970: 0)
    var receptions: [StationID: [PosterReception]] = [:]
    /// Pictures of stations, as far as they were given.
    var pictures: [StationID: PosterPicture] = [:]

    /// Reads a data directory.
    init(_ data: String?, _ context: CommandContext) throws(CommandFailure) {
        directory = try context.dataDirectory(data)
        configuration = try context.configuration(of: directory)
        roster = try context.roster(of: directory)
        do throws(BaseURLError) {
            base = try BaseURL(parsing: configuration[.baseURL])
        } catch {
            throw CommandFailure(
                "serve.base-url", ["value": configuration[.baseURL]], remedy: "serve.base-url.remedy")
        }
    }

    /// The holder of a code in use.
    func holder(of code: Code) throws(CommandFailure) -> CodeHolder {
        switch roster.state(of: code) {
        case .active(let holder): return holder
        case .retired(let holder, _, _), .revoked(let holder, _, _, nil):
            throw CommandFailure(
                "qr.out-of-use", ["code": code.description, "name": holder.name],
                remedy: "qr.out-of-use.remedy")
        case .revoked(_, _, _, let successor?):
            throw CommandFailure(
                "qr.replaced", ["code": code.description, "successor": successor.description],
                remedy: "qr.replaced.remedy")
        case nil:
            throw CommandFailure("code.unknown", ["code": code.description], remedy: "code.unknown.remedy")
        }
    }

    /// The station of that number in office.
    func station(_ id: StationID) throws(CommandFailure) -> Station {
        guard let station = roster.station(id), station.status == .active else {
            throw CommandFailure(
                "roster.unknown-station", ["station": id.description], remedy: "roster.unknown-station.remedy"
            )
        }
        return station
    }

    /// A station's folder or file name without ending: number and name.
    func fileName(of station: Station) -> String { FileName.make(station.id.description, station.name) }

    /// A station as posters show it.
    func poster(_ station: Station) -> PosterStation {
        var poster = roster.poster(station, base, place: place)
        (poster.placeName, poster.duty) = (placeName, duty[station.id] ?? [])
        poster.picture = pictures[station.id]
        return poster
    }

    /// Looks up who is on duty next at some stations, and their reception days of the month, as far as the layouts show it.
    ///
    /// A ledger that can't be read keeps no poster from saying the days without names, and that is told; a sheet of the
    /// month's days would be wrong without it.
    mutating func readRecords(
        for layouts: Set<PosterLayout>, at stations: [Station], _ context: CommandContext
    ) throws(CommandFailure) {
        let showsMonth = layouts.contains(.reception)
        let showsDuty = layouts.contains(where: \.showsDuty)
        guard showsMonth || showsDuty, !stations.isEmpty else { return }
        let site = try Site.open(directory, context)
        defer { site.ledger.stop() }
        let desk = RecordDesk(CaseView(.office, of: site, language: context.language), of: site)
        for station in stations {
            if showsDuty {
                do throws(CaseActionError) { duty[station.id] = try desk.posterDuty(at: station) } catch {
                    context.complain(CommandFailure(error, desk.view, wasSent: false))
                }
            }
            guard showsMonth else { continue }
            do throws(CaseActionError) {
                receptions[station.id] = try desk.posterReceptions(of: station, in: month)
            } catch {
                throw CommandFailure(error, desk.view, wasSent: false)
            }
        }
    }

    /// The deputies of a station, as posters show them, whose codes are in use.
    func posterDeputies(of station: Station) -> [PosterDeputy] { roster.posterDeputies(of: station.id) }
}

extension CommandFailure {
    /// Why a symbol couldn't be drawn.
    init(_ error: QRError) {
        switch error {
        case .emptyText, .textTooLong: self.init("qr.too-long", remedy: "qr.too-long.remedy")
        case .unusableSize(let pixels):
            self.init("qr.size", ["pixels": "\(pixels)"], remedy: "qr.size.remedy", exitCode: .usage)
        case .libraryFailed(let number):
            self.init(SystemError("libqrencode", code: Errno(number)))
        }
    }
}
