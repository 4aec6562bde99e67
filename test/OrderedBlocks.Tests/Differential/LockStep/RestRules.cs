namespace OrderedBlocks.Tests.Differential;

/// <summary>What must hold for a world at rest. Where it does not hold yet, something is still on the thread pool.</summary>
/// <remarks>
/// The scheduler tells when its own queue is empty. The ends of sends and of the block pass through the thread pool,
/// whose rest nobody can see; for these the rules say what is still to come.
/// </remarks>
internal static class RestRules
{
    /// <summary>The first rule that does not hold, or null, of those that hold of both worlds.</summary>
    public static string? BrokenOutside(World world) =>
        world.Producers.IsPropagating ? "the end of the buffer upstream has come through"
        : world.IsAboutToAskSenders ? "the senders for which there is room have been asked"
        : null;

    /// <summary>The first rule that does not hold, or null.</summary>
    public static string? Broken(World world, ProgramFacts facts)
    {
        Producers producers = world.Producers;
        bool working = world.Items.Waiting.Count > 0;
        bool held = world.Consumers.HasReservation;
        int input = world.InputCount;
        bool ended = world.Completion.IsCompleted;

        if (producers.IsCanceling)
        {
            return "a canceled send has ended";
        }
        if (!facts.Broken && producers.Accepted != world.Items.Started.Count + input)
        {
            return $"every accepted item ({producers.Accepted}) is queued or was started, and its send has ended";
        }
        if ((facts.Completed || facts.Broken) && !facts.FilterFaulted && input == 0 && !working && producers.HasPendingSends)
        {
            return "a block that stopped, and has no input left, has released its senders";
        }
        if (facts.Completed && input == 0 && world.OutputCount == 0 && !working && !held && !ended)
        {
            return "a block that was completed, and is empty, has ended";
        }
        if ((facts.StoppedFirst || facts.DelegateFaulted) && !working && !held && !ended)
        {
            return "a block that was stopped, and runs nothing, has ended";
        }
        return ended && world.Consumers.HasPendingReceives ? "the end of the block has ended its receivers" : null;
    }
}
