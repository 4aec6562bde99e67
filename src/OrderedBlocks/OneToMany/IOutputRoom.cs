namespace OrderedBlocks.OneToMany;

/// <summary>The room for outputs in a block whose items have any number of them.</summary>
internal interface IOutputRoom
{
    /// <summary>
    /// Whoever writes outputs without a look at the head looks at it after the next one. For the timer, which looks at it after this:
    /// it sees all that was written by then (QuietRecall).
    /// </summary>
    void Recall();

    /// <summary>
    /// Has those go on who wait for room and have some, or whose block is abandoned. Under no lock; a full fence must stand before it
    /// (OutputRoom).
    /// </summary>
    void Look();

    /// <summary>The block has ended with all its outputs: asserts that each credit was given back, and once.</summary>
    void AssertWhole();
}
