namespace OrderedBlocks.Stress;

/// <summary>Actors on real threads, and what may come of it.</summary>
internal interface IScenario
{
    /// <summary>For the command line.</summary>
    string Name { get; }

    /// <summary>What it does, in a line.</summary>
    string Summary { get; }

    /// <summary>Runs it once.</summary>
    /// <param name="random">Everything that is random comes from here.</param>
    /// <param name="watchdog">To be shown the blocks, and to be told of progress.</param>
    /// <returns>What was done, in numbers.</returns>
    /// <exception cref="ViolationException">Something came out that must not.</exception>
    Task<string> RunAsync(Random random, Watchdog watchdog);
}
