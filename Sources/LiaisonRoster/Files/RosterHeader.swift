/// The first row of a roster file: which columns it has, and whether they are those of stations or deputies.
package struct RosterHeader: Equatable, Sendable {
    /// Whether the file lists stations; deputies otherwise.
    package let isOfStations: Bool
    /// The headers as they stand in the file.
    package let names: [String]
    /// The headers that mean nothing to Liaison.
    package let unknown: [String]
    /// The columns of a file of its kind.
    let traits: [ColumnTraits]
    private let positions: [RosterColumn: Int]

    /// Understands a row of headers, in Chinese or English and any order.
    ///
    /// - Parameter names: The headers, cleaned.
    /// - Throws: When columns are missing, twice there, or none is known.
    init(_ names: [String]) throws(RosterFileError.Problem) {
        let asStations = names.map(Station.columnTraits.column(ofHeader:))
        let asDeputies = names.map(Deputy.columnTraits.column(ofHeader:))
        // `id,name` is in both: the file is of the kind that knows more of its columns.
        isOfStations = asStations.count { $0 != nil } > asDeputies.count { $0 != nil }
        let columns = isOfStations ? asStations : asDeputies
        guard columns.contains(where: { $0 != nil }) else { throw .unknownHeader(found: names) }
        var positions: [RosterColumn: Int] = [:]
        for (index, column) in columns.enumerated() {
            guard let column else { continue }
            if let first = positions.updateValue(index, forKey: column) {
                throw .duplicateColumn(names[index], first: first + 1, second: index + 1)
            }
        }
        traits = isOfStations ? Station.columnTraits : Deputy.columnTraits
        let missing = traits.filter { $0.isRequired && positions[$0.column] == nil }
        if !missing.isEmpty { throw .missingColumns(missing) }
        self.names = names
        self.positions = positions
        unknown = zip(names, columns)
            .filter { $1 == nil && !$0.isEmpty && $0 != RosterExport.codeHeader }.map { $0.0 }
    }

    /// Where a column stands, counted from 0, if the file has it.
    func position(of column: RosterColumn) -> Int? { positions[column] }

    /// How the file calls a column, if it has it.
    func name(of column: RosterColumn) -> String? { positions[column].map { names[$0] } }
}
