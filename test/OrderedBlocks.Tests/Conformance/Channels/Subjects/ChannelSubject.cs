using System.Threading.Channels;

namespace OrderedBlocks.Tests.Conformance.Channels.Subjects;

/// <summary>
/// What the conformance suite of channels must know about a channel: how it is made, and in which points it deliberately
/// differs from the framework's. A capability that is not declared is no skipped test: the test then waits, in bounds, for what
/// otherwise must be there at once.
/// </summary>
/// <param name="capacity">The bound that the tests start from.</param>
public abstract class ChannelSubject(int capacity)
{
    /// <summary>The bound that the tests start from. A test that needs more room raises it.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>What has been written can be read when the write returns.</summary>
    public virtual bool WrittenIsReadableAtOnce => true;

    /// <summary>What has been read leaves its place to the next item when the read returns.</summary>
    public virtual bool ReadLeavesRoomAtOnce => true;

    /// <summary>A closed channel with nothing left has ended when the call that closed or emptied it returns.</summary>
    public virtual bool EndsAtOnce => true;

    /// <summary>
    /// A token may fire while the call runs that starts to wait. Without it a canceled read then may take an item all the same,
    /// which is lost, and a canceled write may write; the tests let the token fire only when the call has returned.
    /// </summary>
    public virtual bool TokenMayFireInsideTheCall => false;

    /// <summary>Makes a channel that hands on what is written to it, in order.</summary>
    public abstract Channel<T> Create<T>(int capacity);
}
