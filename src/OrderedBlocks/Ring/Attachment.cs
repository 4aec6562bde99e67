namespace OrderedBlocks.Ring;

/// <summary>
/// What travels with an item from its admission to its release, next to its <see cref="Slot{TInput, TOutput}"/>: only in a ring that
/// is asked for it, so that the slots of others do not grow.
/// </summary>
/// <remarks>
/// Whoever has the position at that moment may touch it. Written by the producer before <see cref="Phase.Admitted"/>; read by the
/// worker; read and cleared by the releaser, or cleared by the worker before <see cref="Phase.Skipped"/>.
/// </remarks>
internal struct Attachment
{
    /// <summary>Null while there is no item, or nothing that travels with it.</summary>
    public object? Value;
}
