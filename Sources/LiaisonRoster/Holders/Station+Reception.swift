extension Station {
    /// The reception days as anybody understands them: `逢6` is `每月6、16、26日`; everything else in the roster's
    /// own words.
    package var receptionInWords: String {
        var words = ""
        var rest = Substring(reception)
        while let start = rest.firstIndex(of: "逢") {
            words += rest[..<start]
            rest = rest[rest.index(after: start)...]
            let digits = rest.prefix { $0.isWholeNumber }
            guard digits.count == 1, let day = digits.first?.wholeNumberValue else {
                words += "逢"
                continue
            }
            let days = stride(from: day, through: 31, by: 10).filter { $0 > 0 }
            words += "每月\(days.map(String.init).joined(separator: "、"))日"
            rest = rest.dropFirst()
            // 逢6日 says the same.
            if rest.first == "日" || rest.first == "号" { rest = rest.dropFirst() }
        }
        return words + rest
    }
}
