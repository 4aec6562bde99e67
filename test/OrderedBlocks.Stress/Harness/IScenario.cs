namespace OrderedBlocks.Stress.Harness;

/// <summary>Actors on real threads, and what may come of it.</summary>
/// <remarks>A scenario's own comment names its actors, the outcomes that are allowed and those that are forbidden.</remarks>
internal interface IScenario
{
    /// <summary>For the command line.</summary>
    string Name { get; }

    /// <summary>What it does, in a line.</summary>
    string Summary { get; }

    /// <summary>Whether it is one of those that run in turn. If not, it runs by its name only.</summary>
    bool IsInTurn => true;

    /// <summary>Runs it once.</summary>
    /// <param name="run">Where everything random comes from, and where blocks are shown and operations are counted.</param>
    /// <exception cref="ViolationException">Something came out that must not.</exception>
    Task RunAsync(StressRun run);
}
