using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Input;

/// <summary>The side of a block that takes messages, as the public blocks and channels know it. Any thread.</summary>
internal abstract class InputSide<TInput>
{
    /// <summary>The sources that wait, for the debugger. Takes no lock, so it may miss what changes meanwhile.</summary>
    public abstract IReadOnlyList<ISourceBlock<TInput>> WaitingSources { get; }

    /// <summary>How many messages wait.</summary>
    public abstract int PostponedCount { get; }

    /// <inheritdoc cref="ITargetBlock{TInput}.OfferMessage"/>
    public abstract DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader,
        TInput messageValue,
        ISourceBlock<TInput>? source,
        bool consumeToAccept);

    /// <summary>What <c>Post</c> does: without a wait, and without overtaking those who wait.</summary>
    public DataflowMessageStatus Post(TInput item) =>
        OfferMessage(new DataflowMessageHeader(1), item, source: null, consumeToAccept: false);

    /// <summary>Accepts items from the front of those given, as many as there is room for.</summary>
    /// <returns>How many.</returns>
    public abstract int PostRange(ReadOnlySpan<TInput> items);

    /// <summary>Whether an item that is offered now would be accepted, as far as can be told beforehand.</summary>
    /// <returns><see cref="AdmissionStatus.Admitted"/> if so.</returns>
    public abstract AdmissionStatus LookForRoom();

    /// <summary>
    /// Lets a waiter wait behind the senders, until there is room at its turn, or the block is closed. It takes no place then: it is
    /// told, and the next sender may have the room.
    /// </summary>
    /// <param name="source">Who waits, as a source without a message; it waits once at a time.</param>
    /// <param name="waiter">The same.</param>
    /// <param name="header">What it is told.</param>
    /// <returns>Whether it waits: not if the block is closed.</returns>
    public abstract bool TryAwaitRoom(ISourceBlock<TInput> source, IRoomWaiter waiter, DataflowMessageHeader header);

    /// <summary>Forgets what a source has waiting here, if it is here. Nothing of others is called.</summary>
    public abstract void Withdraw(ISourceBlock<TInput> source);
}
