using System.Runtime.CompilerServices;
using ModelChecking;

namespace OrderedBlocks.Core;

/// <summary>The slot of the model: its plain fields are watched for data races.</summary>
internal struct Slot<TInput, TOutput>
{
    public Stamp Stamp;

    private TInput _input;
    private TOutput _output;
    private DataCell? _inputCell;
    private DataCell? _outputCell;

    public TInput Input
    {
        get
        {
            ModelRun.Current.ReadData(_inputCell ??= new DataCell(), HashOf(_input));
            return _input;
        }

        set
        {
            ModelRun.Current.WriteData(_inputCell ??= new DataCell(), HashOf(value));
            _input = value;
        }
    }

    public TOutput Output
    {
        get
        {
            ModelRun.Current.ReadData(_outputCell ??= new DataCell(), HashOf(_output));
            return _output;
        }

        set
        {
            ModelRun.Current.WriteData(_outputCell ??= new DataCell(), HashOf(value));
            _output = value;
        }
    }

    private static int HashOf<T>(T value) => value is ValueType ? value.GetHashCode() : 0;
}
