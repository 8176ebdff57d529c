import LiaisonCodes
import LiaisonSystem

// Two servers that take two messages before either sees the other's may give both the same number. Then at least one
// of them gives way before it answers, see `CaseDecider+SecondLook.swift`: it stores its message once more, under another
// number. A case has the number of its message's latest line; those of before still lead to it.
//
// The number of a paper form is printed, and can't give way. Where another form's words were entered under it, and that case is
// closed as a mistake and erased, the form's own words make a second case with that number, which then leads to it.
extension CaseFold {
    /// The index of the case with that number, or of one that had it before.
    func index(of number: CaseNumber) -> Int? { index(ofSerial: number.serial) }

    /// The case with that number whose query code has that digest.
    func index(of number: CaseNumber, query: Digest) -> Int? {
        var best: Int?
        numbers.forEach(number.serial, of: cases) { index in
            if cases[index].isOpened(by: query) { best = first(of: number.serial, index, best) }
        }
        return best
    }

    /// The case that the form with that nonce opened.
    func index(ofNonce nonce: Digest) -> Int? {
        byNonce.index(hash: nonce.hash) { cases[$0].nonce == nonce }
    }

    /// The case that an act is about.
    func index(of action: CaseAction) -> Int? {
        action.nonce.flatMap { index(ofNonce: $0) } ?? index(of: action.number)
    }

    /// Every case that the number leads to.
    func indices(of number: CaseNumber) -> [Int] {
        var found: [Int] = []
        numbers.forEach(number.serial, of: cases) { found.append($0) }
        return found
    }

    /// The case to which a number leads.
    func index(ofSerial serial: UInt64) -> Int? {
        var best: Int?
        numbers.forEach(serial, of: cases) { best = first(of: serial, $0, best) }
        return best
    }

    /// Of several cases those come first that weren't vacated; then those that have the number now; then what came first does,
    /// on every server.
    private func first(of serial: UInt64, _ index: Int, _ other: Int?) -> Int {
        guard let other else { return index }
        let (value, known) = (cases[index], cases[other])
        if value.isVacated != known.isVacated { return value.isVacated ? other : index }
        let (has, hadBefore) = (value.number.serial == serial, known.number.serial == serial)
        let isFirst = (value.received, value.nonce.value) < (known.received, known.nonce.value)
        return (has == hadBefore ? isFirst : has) ? index : other
    }

    /// Whether another case has the case's number too.
    func isContested(_ index: Int) -> Bool {
        let serial = cases[index].number.serial
        var isContested = false
        numbers.forEach(serial, of: cases) { other in
            if other != index, cases[other].number.serial == serial { isContested = true }
        }
        return isContested
    }

    /// Whether a number leads to no case, or to none but that.
    func isFree(_ number: CaseNumber, for index: Int?) -> Bool {
        var isFree = true
        numbers.forEach(number.serial, of: cases) { if $0 != index { isFree = false } }
        return isFree
    }

    /// Whether a paper form's own words may have the number that is printed on it: it leads to no case, or to vacated ones.
    func isFreeForItsForm(_ number: CaseNumber) -> Bool {
        var isFree = true
        numbers.forEach(number.serial, of: cases) { if !cases[$0].isVacated { isFree = false } }
        return isFree
    }

    /// The other cases to which numbers of a case lead.
    func neighbours(of index: Int) -> [CaseNumber: [Case]] {
        var found: [CaseNumber: [Case]] = [:]
        for serial in numbers.serials(of: index, cases) {
            let number = CaseNumber(station: station, serial: serial)
            let others = indices(of: number).filter { $0 != index }
            if !others.isEmpty { found[number] = others.map { cases[$0] } }
        }
        return found
    }
}
