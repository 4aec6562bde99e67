using System.Globalization;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>
/// Counts process-wide fences from within the traced process: strace ends each line of its log before it lets the thread go on.
/// So the lines that a run adds are that run's fences.
/// </summary>
internal sealed class FenceLog(string path)
{
    private const string Call = "membarrier(";
    private const int Growth = 4;

    /// <summary>Prints a line a regime: its name, this library's fences a further item, Dataflow's.</summary>
    public void Print(IReadOnlyList<Regime> regimes)
    {
        foreach (Regime regime in regimes.Where(static regime => regime.FenceItems > 0))
        {
            double ours = CountPerItem(regime, regime.Ours);
            double theirs = CountPerItem(regime, regime.Theirs);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{regime.FullName}\t{ours}\t{theirs}"));
        }
    }

    // What does not grow with the items is not counted: the block's beginning and end, and the runtime's own fences.
    private double CountPerItem(Regime regime, Side side)
    {
        RegimeMeter.Run(regime, side, regime.FenceItems / Growth);
        int few = CountRun(regime, side, regime.FenceItems);
        int many = CountRun(regime, side, regime.FenceItems * Growth);
        return Math.Max(0, many - few) / (double)(regime.FenceItems * (Growth - 1));
    }

    private int CountRun(Regime regime, Side side, int items)
    {
        int before = CountLines();
        RegimeMeter.Run(regime, side, items);
        return CountLines() - before;
    }

    private int CountLines()
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            int count = 0;
            while (reader.ReadLine() is { } line)
            {
                count += line.Contains(Call, StringComparison.Ordinal) ? 1 : 0;
            }

            return count;
        }
        catch (IOException exception)
        {
            throw new MeasurementException($"The log of strace cannot be read: {exception.Message}");
        }
    }
}
