using System.Text;

namespace OrderedBlocks.Tests.Differential;

/// <summary>A program: the block's options, what the delegate does with each item, and the steps.</summary>
/// <remarks>Immutable; a shorter version of it keeps the numbers of items, so that it means the same.</remarks>
internal sealed record Scenario
{
    /// <summary>The generator made this program from it, alone.</summary>
    public required int Seed { get; init; }

    public required DelegateKind Delegate { get; init; }

    /// <summary>The options' <c>BoundedCapacity</c>; -1 for none.</summary>
    public required int Capacity { get; init; }

    /// <summary>The options' <c>MaxDegreeOfParallelism</c>; -1 for no limit.</summary>
    public required int Parallelism { get; init; }

    /// <summary>The options' <c>MaxMessagesPerTask</c>; -1 for no limit.</summary>
    public required int MaxMessagesPerTask { get; init; }

    /// <summary>Items that are not here are returned at once.</summary>
    public required IReadOnlyDictionary<int, ItemScript> Scripts { get; init; }

    public required IReadOnlyList<Step> Steps { get; init; }

    public ItemScript ScriptOf(int item) => Scripts.GetValueOrDefault(item, ItemScript.Return);

    /// <summary>The same program without <paramref name="count"/> steps at <paramref name="index"/>.</summary>
    public Scenario Without(int index, int count) =>
        this with { Steps = [.. Steps.Take(index), .. Steps.Skip(index + count)] };

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(
            $"seed {Seed}: {Delegate}, capacity {Capacity}, parallelism {Parallelism}, messages per task {MaxMessagesPerTask}");
        HashSet<int> used = [.. Steps.SelectMany(Items)];
        text.AppendLine("scripts: " + string.Join(
            ", ",
            from pair in Scripts where used.Contains(pair.Key) orderby pair.Key select $"{pair.Key} {pair.Value}"));
        for (int i = 0; i < Steps.Count; i++)
        {
            text.AppendLine($"  {i,3}: {Steps[i]}");
        }
        return text.ToString();
    }

    private static IEnumerable<int> Items(Step step) =>
        Enumerable.Range(step.Value, step.Kind == StepKind.Post ? step.Extra : 1);
}
