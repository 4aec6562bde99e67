namespace OrderedBlocks.Tests.Differential;

/// <summary>What must hold at a program's end, whatever differences were allowed on the way.</summary>
internal static class EndRules
{
    /// <summary>What is wrong, or null.</summary>
    public static string? Broken(Scenario scenario, World world, ProgramFacts facts, bool mustBePrefix)
    {
        if (!world.Completion.IsCompleted || world.Producers.HasPendingSends || world.Consumers.HasPendingReceives)
        {
            return "the block, its senders and its receivers have ended";
        }
        List<int> accepted = [.. world.Items.Started.Where(item => !scenario.ScriptOf(item).Drops())];
        Dictionary<int, int> places = accepted.Select((item, place) => (item, place)).ToDictionary();
        List<int> places0 = [];
        foreach (IEnumerable<int> sequence in world.Consumers.Sequences)
        {
            int last = -1;
            foreach (int output in sequence)
            {
                if (!places.TryGetValue(output - ItemRunner.OutputOffset, out int place))
                {
                    return $"output {output} belongs to an item";
                }
                if (place <= last)
                {
                    return $"output {output} comes after those before it";
                }
                last = place;
                places0.Add(place);
            }
        }
        if (places0.Count != places0.Distinct().Count())
        {
            return "no output comes out twice";
        }
        return (mustBePrefix || !facts.Broken) && places0.Count > 0 && places0.Max() != places0.Count - 1
            ? $"what came out is a prefix of what was accepted: {string.Join(" ", accepted)}"
            : !facts.Broken && places0.Count != accepted.Count ? "every accepted item has come out" : null;
    }
}
