using System.CommandLine;
using OrderedBlocks.Benchmarks.Regimes;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Commands;

/// <summary>The command <c>regimes</c>: every way to use a block, against Dataflow's.</summary>
internal static class RegimesCommand
{
    public static Command Create()
    {
        Option<int?> rounds = CommonOptions.Number(
            "--rounds", 1, 10_000, "Rounds, of whose ratios the median is taken. Default: 9.");
        Option<int?> time = CommonOptions.Number("--time", 1, 600_000, "How long one run takes, in ms. Default: 100.");
        Option<string?> filter = new("--filter")
        {
            Description = "Only regimes with this text in their group or name.",
            HelpName = "text",
        };
        Option<bool> list = new("--list") { Description = "Print the regimes and what they are compared with; measure nothing." };
        Option<bool> noFences = new("--no-fences") { Description = "Do not count process-wide fences." };
        Option<bool> quick = CommonOptions.Quick("Few short rounds. The exit code is 1 if counts are too high, never for times.");
        Option<string?> output = CommonOptions.Output();
        Option<string?> fenceLog = new(FenceCounter.LogOption) { Hidden = true };
        var command = new Command("regimes", "Every way to use a block, against Dataflow's: ratios of time and processor time.")
        {
            rounds, time, filter, list, noFences, quick, output, fenceLog,
        };
        command.SetAction(result =>
        {
            string? text = result.GetValue(filter);
            IReadOnlyList<Regime> regimes = RegimeCatalogue.Find(text);
            if (regimes.Count == 0)
            {
                throw new MeasurementException($"There is no regime with '{text}' in its name: see --list.");
            }

            if (result.GetValue(list))
            {
                Print(regimes);
                return 0;
            }

            if (result.GetValue(fenceLog) is { } log)
            {
                new FenceLog(log).Print(regimes);
                return 0;
            }

            bool isQuick = result.GetValue(quick);
            var settings = new RegimeSettings(
                result.GetValue(rounds) ?? (isQuick ? 3 : 9),
                TimeSpan.FromMilliseconds(result.GetValue(time) ?? (isQuick ? 8 : 100)),
                TimeSpan.FromMilliseconds(isQuick ? 20 : 2500),
                isQuick,
                !result.GetValue(noFences));
            return Measure(settings, regimes, text, ResultFolder.Open(result.GetValue(output)));
        });
        return command;
    }

    private static void Print(IReadOnlyList<Regime> regimes)
    {
        foreach (Regime regime in regimes)
        {
            Screen.Line($"{regime.FullName} (against {regime.Rival})");
        }
    }

    private static int Measure(RegimeSettings settings, IReadOnlyList<Regime> regimes, string? filter, DirectoryInfo folder)
    {
        var session = new RegimeSession(settings);
        var results = new List<RegimeResult>();
        foreach (Regime regime in regimes)
        {
            RegimeResult result = session.Run(regime);
            results.Add(result);
            Console.Error.WriteLine(regime.IsMemory
                ? $"{regime.FullName}: bytes {result.Bytes.Median:0.00}"
                : $"{regime.FullName}: {result.Time.Median:0.00}, processor {result.Processor.Median:0.00}");
        }

        var fences = new FenceCounter();
        if (settings.CountsFences)
        {
            fences.Count(filter);
        }

        var report = new RegimeReport(settings, results, fences);
        report.Print();
        report.Write(folder);
        return settings.IsQuick && report.Missed.Count > 0 ? 1 : 0;
    }
}
