namespace ModelChecking;

/// <summary>Decides what happens next, where more than one thing can.</summary>
internal interface IStrategy
{
    /// <summary>How many preemptions an execution may have.</summary>
    int Preemptions { get; }

    /// <summary>Whether the next choice depends on the state, whose hash takes time.</summary>
    bool AsksForState { get; }

    /// <summary>An execution begins.</summary>
    void Begin();

    /// <summary>Picks one of several options; 0 is what an undisturbed run does.</summary>
    /// <param name="point">The number of the place in the execution where something can be picked.</param>
    /// <param name="options">How many there are, at least two.</param>
    /// <param name="state">A hash of the state, if it was asked for.</param>
    /// <param name="preemptionsLeft">How many more there may be.</param>
    int Choose(int point, int options, ulong state, int preemptionsLeft);
}
