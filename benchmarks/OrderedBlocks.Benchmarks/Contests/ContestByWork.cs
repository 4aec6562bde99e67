using OrderedBlocks.Benchmarks.Support;
using Spectre.Console;

namespace OrderedBlocks.Benchmarks.Contests;

/// <summary>A row for each amount of work; within it, all take turns.</summary>
/// <param name="name">The name of the file.</param>
/// <param name="create">The contestants, for some work and a number of items.</param>
/// <param name="sizes">Work an item, in ns.</param>
/// <param name="rounds">Of which the medians are taken.</param>
/// <param name="items">A run.</param>
/// <param name="warmUp">For each contestant.</param>
internal sealed class ContestByWork(
    string name,
    Func<Work, int, IReadOnlyList<Contestant>> create,
    int[] sizes,
    int rounds,
    int items,
    TimeSpan warmUp)
{
    // A run of slow items needs fewer of them.
    private const int MostNanoseconds = 200_000_000;

    public void Run(DirectoryInfo folder)
    {
        double nanosecondsARound = Work.CalibrateNanoseconds();
        Table? table = null;
        var csv = new Csv("work_ns", "system", "ns_median", "ns_lower_quartile", "ns_upper_quartile");
        foreach (int size in sizes)
        {
            int count = Math.Min(items, MostNanoseconds / Math.Max(size, 1));
            IReadOnlyList<Contestant> contestants = create(Work.OfNanoseconds(size, nanosecondsARound), count);
            if (table is null)
            {
                Contest.WarmUp(contestants, warmUp);
                table = Screen.Table(
                    $"ns an item by work; parallelism {Mesh.Parallelism}, capacity {Mesh.Capacity}, medians of {rounds} rounds",
                    "work",
                    contestants.Select(static contestant => contestant.Name));
            }

            Quartiles[] times = Contest.Run(contestants, rounds);
            table.AddRow([$"{size}", .. times.Select(static time => $"{time.Median:0.0}")]);
            for (int index = 0; index < times.Length; index++)
            {
                csv.Add(size, contestants[index].Name, times[index].Median, times[index].Lower, times[index].Upper);
            }
        }

        Screen.Line(Machine.Current.ToString());
        Screen.Write(table!);
        Console.WriteLine(csv.Write(folder, $"{name}.csv"));
    }
}
