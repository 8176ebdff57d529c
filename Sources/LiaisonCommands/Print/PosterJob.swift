import LiaisonPosters
import LiaisonRoster
import LiaisonWording

/// Which layout on which paper, and for whom.
struct PosterJob: Sendable {
    let layout: PosterLayout
    let paper: Paper
    let language: Language
    /// Whether each deputy of the station gets a sheet instead of the station.
    let isForEachDeputy: Bool

    /// Takes a job from the options of `liaison poster`.
    init(_ arguments: ParsedArguments) throws(UsageError) {
        layout = arguments.value("layout").flatMap(PosterLayout.init(rawValue:)) ?? .wall
        let papers = layout.papers
        let name = arguments.value("paper")
        paper = name.flatMap(Paper.init(name:)) ?? papers[0]
        if !papers.contains(paper) {
            throw .badValue(
                name: "--paper", value: paper.rawValue,
                problem: ValueProblem(
                    "poster.paper",
                    ["layout": layout.rawValue, "papers": papers.map(\.rawValue).joined(separator: ", ")]))
        }
        // Posters are for the public: Chinese, whatever the officer's own locale.
        language = arguments.value("language") == "en" ? .english : .chinese
        isForEachDeputy = arguments.has("deputies")
        if isForEachDeputy && layout != .single && layout != .counter {
            throw .conflict("--deputies", "--layout \(layout.rawValue)")
        }
    }

    /// A station's file.
    func make(
        _ press: PosterPress, _ station: Station, _ deputies: [PosterDeputy], _ source: PrintSource
    ) throws(CommandFailure) -> [UInt8] {
        let subjects = isForEachDeputy ? deputies.map(PosterSubject.deputy) : [.station]
        let poster = source.poster(station)
        return try CommandFailure.printing { () throws(PosterError) in
            switch layout {
            case .wall: try press.wall(deputies, of: poster, on: paper)
            case .single: try press.single(subjects, of: poster, on: paper)
            case .counter: try press.counter(subjects, of: poster, on: paper)
            case .card: try press.cards(deputies, of: poster, on: paper)
            case .rules: try press.rules(source.boards, of: poster, on: paper)
            case .reception:
                try press.reception(
                    source.receptions[station.id] ?? [], in: source.month, of: poster, on: paper)
            case .paperForm: throw .paperNotForLayout(layout, paper)
            }
        }
    }

    /// A deputy's file: one poster or stand, or a sheet of ten cards.
    func make(
        _ press: PosterPress, of deputy: PosterDeputy, _ station: Station, _ source: PrintSource
    ) throws(CommandFailure) -> [UInt8] {
        let poster = source.poster(station)
        return try CommandFailure.printing { () throws(PosterError) in
            switch layout {
            case .single: try press.single([.deputy(deputy)], of: poster, on: paper)
            case .counter: try press.counter([.deputy(deputy)], of: poster, on: paper)
            case .card: try press.cards(Array(repeating: deputy, count: 10), of: poster, on: paper)
            case .wall, .rules, .reception, .paperForm: throw .paperNotForLayout(layout, paper)
            }
        }
    }

    /// A job on the layout's usual paper.
    private init(_ layout: PosterLayout, _ language: Language, isForEachDeputy: Bool = false) {
        (self.layout, self.language, self.isForEachDeputy) = (layout, language, isForEachDeputy)
        paper = layout.papers[0]
    }

    /// Everything that a station hangs up, stands on tables or hands out.
    ///
    /// - Parameters:
    ///   - language: The language.
    ///   - hasDeputies: Whether the station has deputies: cards and their posters are for them.
    /// - Returns: A job for each file.
    static func kit(_ language: Language, hasDeputies: Bool) -> [PosterJob] {
        let station = [PosterLayout.wall, .single, .counter, .rules, .reception].map {
            PosterJob($0, language)
        }
        return hasDeputies
            ? station + [PosterJob(.card, language), PosterJob(.single, language, isForEachDeputy: true)]
            : station
    }

    /// A station's file name without its ending.
    func fileName(of station: Station) -> String {
        let each = isForEachDeputy ? "\(layout.rawValue)-deputies" : layout.rawValue
        return FileName.make(station.id.description, station.name, each)
    }
}

extension CommandFailure {
    /// Makes posters; what goes wrong becomes a failure.
    static func printing(_ body: () throws(PosterError) -> [UInt8]) throws(CommandFailure) -> [UInt8] {
        do throws(PosterError) {
            return try body()
        } catch {
            switch error {
            case .symbol(let error): throw CommandFailure(error)
            case .paperNotForLayout(let layout, let paper):
                throw CommandFailure(
                    "poster.paper", ["layout": layout.rawValue, "papers": paper.rawValue], exitCode: .usage)
            }
        }
    }
}
