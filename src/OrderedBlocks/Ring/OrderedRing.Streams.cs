using System.Runtime.CompilerServices;

namespace OrderedBlocks.Ring;

/// <content>Positions of which several outputs come: the output in the slot is a stream of them, if there were any.</content>
/// <remarks>
/// While its worker still writes to the stream the position is <see cref="Phase.Streaming"/>, and its outputs leave when it is the
/// head. Those of a skipped position do, too: the item has failed, or was canceled, behind them.
/// </remarks>
internal sealed partial class OrderedRing<TInput, TOutput>
{
    /// <summary>The first position that has not left. Any thread.</summary>
    public Position Head => Position.FromWord(_head.Read());

    /// <summary>Shows the stream of a claimed position. Release: its first output needs the fence of all (StreamRelease).</summary>
    public void BeginStream(Position position, TOutput stream)
    {
        ref Slot<TInput, TOutput> slot = ref SlotOf(position);
        slot.Output = stream;
        slot.State.Publish(position, Phase.Streaming);
    }

    /// <summary>Ends a claimed position of which all outputs are there. Its stream, if it has one, has been shown.</summary>
    /// <returns>Whether the position is the head: then the caller must try to release (HeadRelease).</returns>
    public bool EndStream(Position position)
    {
        SlotOf(position).State.PublishWithFullFence(position, Phase.Completed);
        return _head.Read() == position.Word;
    }

    /// <summary>As <see cref="EndStream"/>, without a fence. See <see cref="CompleteQuietly"/>.</summary>
    public void EndStreamQuietly(Position position) => SlotOf(position).State.Publish(position, Phase.Completed);

    /// <summary>
    /// Ends a claimed position of which no more outputs come than are there, and gives its place back at once. What travels with the
    /// item stays with those.
    /// </summary>
    /// <returns>Whether the position is the head: then the caller must try to release (HeadRelease).</returns>
    public bool SkipStream(Position position)
    {
        _gaps.Skips.Add(1);
        SlotOf(position).State.PublishWithFullFence(position, Phase.Skipped);
        return _head.Read() == position.Word;
    }

    /// <summary>What has become of a position, if there may be outputs of it: streaming, completed or skipped. Acquire.</summary>
    public Phase StreamPhaseOf(Position position)
    {
        ref Slot<TInput, TOutput> slot = ref FindSlot(position);
        if (Unsafe.IsNullRef(ref slot))
        {
            return Phase.None;
        }

        long state = slot.State.Read();
        return state == SlotState.WordOf(position, Phase.Streaming) ? Phase.Streaming
            : state == SlotState.WordOf(position, Phase.Completed) ? Phase.Completed
            : state == SlotState.WordOf(position, Phase.Skipped) ? Phase.Skipped
            : Phase.None;
    }

    /// <summary>The stream of a position that has one of these phases, or null. For whoever holds the output.</summary>
    public TOutput? StreamOf(Position position) => SlotOf(position).Output;

    /// <summary>Passes over the head, of which no output is left.</summary>
    /// <param name="phase">What has become of it: completed or skipped.</param>
    public void PassHead(Phase phase)
    {
        if (phase == Phase.Completed)
        {
            Pop();
            return;
        }

        // Before the head moves: at no moment may the room seem larger than it is.
        _gaps.Skips.Add(-1);
        Remove();
    }
}
