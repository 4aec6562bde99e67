namespace OrderedBlocks.Tests.Differential;

/// <summary>What must hold at a program's end, whatever differences were allowed on the way.</summary>
/// <param name="accepted">The items that were accepted and leave an output, in their order.</param>
internal sealed class EndRules(IReadOnlyList<int> accepted)
{
    private readonly Dictionary<int, int> _places = accepted.Select((item, place) => (item, place)).ToDictionary();

    /// <summary>The first rule that does not hold, or null.</summary>
    /// <param name="world">The world that has come to its end.</param>
    /// <param name="whole">Every accepted item must have come out.</param>
    /// <param name="prefix">What has come out must have no gap.</param>
    public string? Broken(World world, bool whole, bool prefix)
    {
        if (!world.Completion.IsCompleted || world.Producers.HasPendingSends || world.Consumers.HasPendingReceives)
        {
            return "the block, its senders and its receivers have ended";
        }
        List<int> taken = [];
        foreach (IEnumerable<int> sequence in world.Consumers.Sequences)
        {
            if (BrokenIn(sequence, taken) is string broken)
            {
                return broken;
            }
        }
        return taken.Count != taken.Distinct().Count() ? "no output comes out twice"
            : whole && taken.Count != accepted.Count ? "every accepted item has come out"
            : prefix && taken.Count > 0 && taken.Max() != taken.Count - 1
                ? $"what has come out is a prefix of what was accepted: {string.Join(" ", accepted)}"
            : null;
    }

    private string? BrokenIn(IEnumerable<int> sequence, List<int> taken)
    {
        int last = -1;
        foreach (int output in sequence)
        {
            if (!_places.TryGetValue(output - ItemRunner.OutputOffset, out int place))
            {
                return $"output {output} belongs to an item";
            }
            if (place <= last)
            {
                return $"output {output} comes after those that a consumer got before it";
            }
            last = place;
            taken.Add(place);
        }
        return null;
    }
}
