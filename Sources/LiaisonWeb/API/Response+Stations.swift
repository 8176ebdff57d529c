import LiaisonCodes
import LiaisonHTTP

extension Response {
    /// How many stations an answer names at most: nginx takes 4 KiB of header fields unless told otherwise.
    private static let namedStations = 20

    /// The answer with the field `Liaison-Incomplete`, which names the stations of which damaged files or lines were
    /// left out, and `duties.csv`, where what it says is missing; as it is where there are none.
    ///
    /// - Parameters:
    ///   - stations: The stations; of many only the first are named, and `...` stands for the rest.
    ///   - lacksDuties: Whether the file of duties can't be used.
    /// - Returns: The answer.
    func incomplete(at stations: [StationID], lacksDuties: Bool = false) -> Response {
        naming(stations, lacksDuties ? ["duties.csv"] : [], in: "Liaison-Incomplete")
    }

    /// The answer with the field `Liaison-Newer`, which names the stations in whose ledgers a newer release wrote what this
    /// one passes on without knowing it; as it is where there are none.
    ///
    /// - Parameter stations: The stations; see ``incomplete(at:)``.
    /// - Returns: The answer.
    func newer(at stations: [StationID]) -> Response { naming(stations, in: "Liaison-Newer") }

    private func naming(
        _ stations: [StationID], _ files: [String] = [], in name: StaticString
    ) -> Response {
        if stations.isEmpty && files.isEmpty { return self }
        var names = stations.prefix(Self.namedStations).map(\.description)
        if stations.count > names.count { names.append("...") }
        // A station's number has nothing that a field may not hold.
        guard let field = try? Header(name, value: (names + files).joined(separator: ", ")) else {
            return self
        }
        return with(field)
    }
}
