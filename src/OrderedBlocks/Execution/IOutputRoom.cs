namespace OrderedBlocks.Execution;

/// <summary>The room for outputs in a block whose items have any number of them.</summary>
internal interface IOutputRoom
{
    /// <summary>
    /// Whether outputs are being written without a look at the head. The watch was set after this became true; it must be set again
    /// as long as it is.
    /// </summary>
    bool IsPuttingOff { get; }

    /// <summary>
    /// Has those go on who wait for room and have some, or whose block is abandoned. Under no lock; a full fence must stand before it
    /// (pair 9).
    /// </summary>
    void Look();
}
