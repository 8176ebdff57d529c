import LiaisonCodes

/// What was typed to look a case up, read as tolerantly as it can be: in any spelling, in the wrong field, or the
/// receipt's whole address in either.
struct TypedLookUp {
    /// The case number as it is shown in its field again.
    private(set) var typedNumber: String
    /// The query code as it is shown in its field again.
    private(set) var typedQuery: String
    private(set) var number: CaseNumber?
    private(set) var query: QueryCode?
    /// What can't be right, in the order of the fields.
    private(set) var problems: [QueryPage.Problem] = []

    /// - Parameters:
    ///   - number: What stands in the field of the case number.
    ///   - query: What stands in the field of the query code.
    ///   - stations: The stations that there are, in office or not.
    init(number: String, query: String, stations: () -> [StationID]) {
        (typedNumber, typedQuery) = (number, query)
        if !Self.reads(asNumber: number), Self.reads(asNumber: query) || Self.reads(asQuery: number) {
            let isInItsPlace = !query.isEmpty && !Self.reads(asNumber: query)
            if !isInItsPlace { swap(&typedNumber, &typedQuery) }
        }
        let typed: TypedCaseNumber?
        do throws(CodeError) {
            typed = typedNumber.isEmpty ? nil : try TypedCaseNumber(parsing: typedNumber)
            if typedNumber.isEmpty { problems.append(.numberMissing) }
        } catch {
            typed = nil
            problems.append(.number(error))
        }
        if let typed {
            let found = typed.number(among: stations())
            self.number = found
            // An address in the number's field, or in both, or both in one: the number stays in its own.
            if typed.queryCode != nil || typedNumber.contains("/") || typedNumber.contains("／") {
                typedNumber = found.description
            }
            if let pasted = typed.queryCode, typedQuery.isEmpty || Self.reads(asNumber: typedQuery) {
                typedQuery = pasted.description
            }
        }
        do throws(CodeError) {
            self.query = typedQuery.isEmpty ? nil : try QueryCode(parsing: typedQuery)
            if typedQuery.isEmpty { problems.append(.queryCodeMissing) }
        } catch {
            problems.append(.queryCode(error))
        }
    }

    private static func reads(asNumber text: String) -> Bool { (try? TypedCaseNumber(parsing: text)) != nil }
    private static func reads(asQuery text: String) -> Bool { (try? QueryCode(parsing: text)) != nil }
}
